"""What goes wrong at a REST door, as problem+json (RFC 9457)."""

import json
from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
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
TITLE_OF_STATUS = {
    400: gettext_lazy("The request cannot be read."),
    401: gettext_lazy("A login or a token is needed."),
    403: gettext_lazy("This is not allowed."),
    404: gettext_lazy("There is no such address."),
    405: gettext_lazy("This address takes another method."),
    406: gettext_lazy("This address answers in JSON only."),
    412: gettext_lazy("Your copy is out of date."),
    413: gettext_lazy("The body is too large."),
    415: gettext_lazy("The body must be application/json."),
    428: gettext_lazy("Say with If-Match which version you have."),
    429: gettext_lazy("Too many requests: wait a moment."),
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
        members = problem(error.status, error.code, error.message, pointer=error.pointer, **error.detail)
        return _answer(members, headers=error.headers)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.ValidationError):
        return _invalid(error)
    if isinstance(error, exceptions.APIException):
        status = error.status_code
        title = TITLE_OF_STATUS.get(status, error.default_detail)
        return _answer(problem(status, _code(error), title, error.detail), error)
    return None


def _code(error: exceptions.APIException) -> str:
    """The code that was given with the error, else its status's."""
    given = error.get_codes()
    own = given if isinstance(given, str) and given != error.default_code else ""
    return own or CODE_OF_STATUS.get(error.status_code, error.default_code)


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


def _answer(
    members: dict[str, Any], error: Exception | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    if connection.in_atomic_block:  # the exception ends here: what it left half done must not be committed
        connection.set_rollback(True)
    headers = dict(headers or {})
    if (scheme := getattr(error, "auth_header", None)) is not None:
        headers["WWW-Authenticate"] = scheme
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait))
    return Response(members, status=members["status"], headers=headers, content_type=PROBLEM_TYPE)
