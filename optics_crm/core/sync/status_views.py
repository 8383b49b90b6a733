"""The door of the exchange's state."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from optics_crm.core.models import SyncClient
from optics_crm.core.sync.feed.kinds import Reader
from optics_crm.core.sync.feed.lag import behind_of
from optics_crm.core.sync.kinds import KINDS
from optics_crm.core.sync.status import status_of
from optics_crm.core.sync.tokens import authenticate
from optics_crm.core.sync.views import answer_json, door


@door("GET", "HEAD")
def status(request: HttpRequest) -> HttpResponse:
    """How the exchange with the client stands: the kinds that it may send, and how far it has read the feed."""
    caller = authenticate(request)
    caller.need("status:read")
    kinds = [kind.code for kind in KINDS if f"{kind.code}:write" in caller.scopes]
    return answer_json(request, {"kinds": status_of(caller.client, kinds), "feed": _feed(caller.client)})


def _feed(client: SyncClient) -> dict[str, Any] | None:
    behind = behind_of(client)
    if behind is None:
        return None
    reader = Reader(client)
    return {
        "unacked_seconds": behind.unacked_seconds,
        "read_at": reader.moment(behind.read_at),
        "acked_at": reader.moment(behind.acked_at),
        "failures": behind.failures,
    }
