"""What every request passes first: its number and log line, its shape, the idle time of its session."""

import re
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission

from optics_crm.core.api import problem_response
from optics_crm.core.metrics import REQUEST_SECONDS, REQUESTS

if TYPE_CHECKING:  # rest_framework.views reads the settings, which name DenyAll of this module
    from rest_framework.request import Request
    from rest_framework.views import APIView

GetResponse = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("optics.request")
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
ALLOWANCE = "sync.allowance"  # where a request of a program keeps those headers
QUIET_ROUTES = {"healthz", "readyz", "metrics"}  # asked every few seconds
SEEN_AT = "seen_at"
SEEN_STEP_SECONDS = 60
# Doors with limits of their own (they count while they read)
OWN_LIMIT = ("/api/", "/hooks/", "/exchange/")


class DenyAll(BasePermission):
    """The default of the REST API: a view that names no permission lets nobody in."""

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        return False


class RequestLog:
    """X-Request-Id on every answer, one log line and the counters of /metrics."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        number = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=number):
            response = self.get_response(request)
            self._note(request, response, time.perf_counter() - started)
        response.headers["X-Request-Id"] = number
        return response

    def _note(self, request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
        match = request.resolver_match
        route = match.route if match else "(none)"
        REQUESTS.labels(request.method or "", route, str(response.status_code)).inc()
        REQUEST_SECONDS.labels(route).observe(seconds)
        user = getattr(request, "user", None)
        fields = {"method": request.method, "route": route, "status": response.status_code, "ms": round(seconds * 1000)}
        say = log.debug if route in QUIET_ROUTES else log.info
        say("request", user=str(user.pk or user) if user and user.is_authenticated else None, **fields)


class Shape:
    """Refuses what no door can use: a NUL in the address or a form (PostgreSQL would raise), a form above its limit."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _bad_address(request)
        if not request.path.startswith(OWN_LIMIT) and _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            words = _("The form is larger than 2.5 MB.")
            return HttpResponse(words, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if _is_page_form(request) and _holds_nul(request):
            return HttpResponse(_("The form holds a character that cannot be used."), status=HTTPStatus.BAD_REQUEST)
        return self.get_response(request)


def _bad_address(request: HttpRequest) -> HttpResponse:
    words = _("The address holds a character that cannot be used.")
    if request.path.startswith(OWN_LIMIT):
        return problem_response(HTTPStatus.BAD_REQUEST, "nul_character", words)
    return HttpResponse(words, status=HTTPStatus.BAD_REQUEST)


def _is_page_form(request: HttpRequest) -> bool:
    kinds = ("application/x-www-form-urlencoded", "multipart/form-data")
    return request.method == "POST" and request.content_type in kinds and not request.path.startswith(OWN_LIMIT)


def _holds_nul(request: HttpRequest) -> bool:
    try:
        return any("\0" in value for _name, values in request.POST.lists() for value in values)
    except UnreadablePostError:  # the other side hung up
        return True


def _length(request: HttpRequest) -> int:
    raw = request.META.get("CONTENT_LENGTH") or "0"
    return int(raw) if raw.isdigit() else 0


class AllowanceHeaders:
    """`RateLimit-*` on every answer to a program, whichever door it came by."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in request.META.get(ALLOWANCE, {}).items():
            response.headers[name] = value
        return response


class IdleSessions:
    """Ends a session that nobody has used for SESSION_IDLE_SECONDS; real time, whatever CLOCK says."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.session.session_key and request.user.is_authenticated:
            present = int(time.time())
            seen = int(request.session.get(SEEN_AT, present))
            if present - seen > settings.SESSION_IDLE_SECONDS:
                logout(request)
            elif present - seen >= SEEN_STEP_SECONDS or SEEN_AT not in request.session:
                request.session[SEEN_AT] = present
        return self.get_response(request)
