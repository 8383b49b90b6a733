"""The door by which a program changes its own secret."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from optics_crm.core import strict_json
from optics_crm.core.sync import clients
from optics_crm.core.sync.bodies import read_body
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.tokens import authenticate
from optics_crm.core.sync.views import answer_json, door


@door("POST")
def rotate(request: HttpRequest) -> HttpResponse:
    """A new secret and token of the caller's login; what it came with lives on for `overlap_hours`."""
    caller = authenticate(request)
    hours = _overlap(strict_json.read(body) if (body := read_body(request)) else {})
    made = clients.rotate(caller.client.source, caller.token, overlap_hours=hours)
    caller.token.refresh_from_db(fields=["expires_at"])
    told = {
        "client_id": made.client_id,
        "secret": made.secret,
        "token": made.token,
        "scopes": made.row.scopes,
        "expires_at": made.row.expires_at,
        "old_expires_at": caller.token.expires_at,
    }
    response = answer_json(request, told)
    response.headers["Cache-Control"] = "no-store"
    return response


def _overlap(raw: Any) -> int:
    hours = raw.get("overlap_hours", clients.OVERLAP_HOURS) if isinstance(raw, dict) else None
    unknown = sorted(set(raw) - {"overlap_hours"}) if isinstance(raw, dict) else []
    if unknown or isinstance(hours, bool) or not isinstance(hours, int):
        pointer = f"/{unknown[0]}" if unknown else "/overlap_hours"
        raise Problem("bad_envelope", _("The body may hold overlap_hours, a whole number."), pointer=pointer)
    return hours
