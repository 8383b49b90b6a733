"""How every REST view reads a body and knows its caller; named in the settings."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from optics_crm.core import strict_json
from optics_crm.core.errors import DomainError, NotAllowed
from optics_crm.core.programs import Program
from optics_crm.core.sync import tokens
from optics_crm.core.sync.problems import Problem

LARGEST_BODY = 1_000_000
CHALLENGE = 'Bearer realm="api"'


class TooLarge(DomainError):
    """The body is above the limit of the REST doors."""

    status = 413


class StrictJson(BaseParser):
    """Takes up to LARGEST_BODY bytes of JSON as `strict_json` reads it."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        request: HttpRequest = (parser_context or {})["request"]
        announced = request.META.get("CONTENT_LENGTH") or "0"
        too_large = announced.isdigit() and int(announced) > LARGEST_BODY
        raw = b"" if too_large else stream.read(LARGEST_BODY + 1)
        if too_large or len(raw) > LARGEST_BODY:
            raise TooLarge("body_too_large", _("The body is larger than 1 MB."))
        return strict_json.read(raw)


class Sessions(SessionAuthentication):
    """Employees by their session; whoever has none is told (401) how a caller makes itself known."""

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


def _refusal(problem: Problem) -> Exception:
    """A refusal of the exchange's way in, as this framework tells it."""
    if problem.status == 401:
        return AuthenticationFailed(str(problem.title), code=problem.code)
    if problem.retry_after is not None:
        return Throttled(wait=problem.retry_after, code=problem.code)
    return NotAllowed(problem.code, problem.title, detail=problem.more)


class Tokens(BaseAuthentication):
    """Programs by their token: the user of the request is a Program, which opens what its scopes say."""

    def authenticate(self, request: Request) -> tuple[Program, tokens.Caller] | None:
        """None without a token, 401 for one that is not known, 403 and 429 as the exchange says."""
        if request.headers.get("Authorization", "").partition(" ")[0].lower() not in ("bearer", "basic"):
            return None
        try:
            caller = tokens.authenticate(request._request)
        except Problem as problem:
            raise _refusal(problem) from None
        return Program(caller.client, caller.scopes), caller

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE
