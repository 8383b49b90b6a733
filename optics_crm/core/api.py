"""The REST API's common ground: errors as problem+json, pages by cursor. Resources live with their owners."""

import json
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from optics_crm.core.errors import DomainError

PROBLEM_TYPE = "application/problem+json"
PROBLEM_HOME = "/problems"

CODE_OF_STATUS = {
    400: "bad_request",
    401: "not_authenticated",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    412: "stale",
    413: "body_too_large",
    415: "media_type",
    422: "invalid",
    428: "precondition_required",
    429: "too_many_requests",
}


def request_id() -> str:
    """The number of the running request, as the answer's X-Request-Id has it; "" outside of a request."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def problem(status: int, code: str, title: Any, detail: Any = "", **more: Any) -> dict[str, Any]:
    """The members of a problem (RFC 9457); `pointer` names the part of the body at fault, empty ones are left out."""
    members = {
        "type": f"{PROBLEM_HOME}/{code}",
        "title": str(title),
        "status": status,
        "detail": str(detail or title),
        "code": code,
        "request_id": request_id(),
    }
    return members | {key: value for key, value in more.items() if value not in (None, "")}


def problem_response(status: int, code: str, title: Any, detail: Any = "", **more: Any) -> HttpResponse:
    """A problem as an answer of a plain view."""
    body = json.dumps(problem(status, code, title, detail, **more), ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=PROBLEM_TYPE)


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's translator of exceptions; what it does not know stays a 500."""
    if isinstance(error, DomainError):
        return _answer(problem(error.status, error.code, error.message, pointer=error.pointer, **error.detail))
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.ValidationError):
        return _invalid(error)
    if isinstance(error, exceptions.APIException):
        status = error.status_code
        code = CODE_OF_STATUS.get(status, error.default_code)
        return _answer(problem(status, code, HTTPStatus(status).phrase, error.detail), error)
    return None


def _invalid(error: exceptions.ValidationError) -> Response:
    """422 with every mistake; `pointer` is the first one's."""
    faults = list(_faults(error.detail, ""))
    title = _("A part of the body is at fault.")
    first = faults[0] if faults else {"pointer": "", "message": title}
    return _answer(problem(422, "invalid", title, first["message"], pointer=first["pointer"], errors=faults), error)


def _faults(detail: Any, pointer: str) -> Any:
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from _faults(value, pointer if key == "non_field_errors" else f"{pointer}/{key}")
    elif isinstance(detail, list):
        for place, value in enumerate(detail):
            yield from _faults(value, f"{pointer}/{place}" if isinstance(value, dict) else pointer)
    else:
        yield {"pointer": pointer, "code": getattr(detail, "code", "invalid"), "message": str(detail)}


def _answer(members: dict[str, Any], error: Exception | None = None) -> Response:
    headers = {}
    if (scheme := getattr(error, "auth_header", None)) is not None:
        headers["WWW-Authenticate"] = scheme
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait))
    return Response(members, status=members["status"], headers=headers, content_type=PROBLEM_TYPE)


class Pages(CursorPagination):
    """Lists by cursor: `{"results": [...], "next": url or null}`; `page_size` up to 500."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.get_next_link()})
