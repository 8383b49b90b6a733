"""What a page says to its script: where it begins to listen, as whom, to what."""

from dataclasses import dataclass
from typing import Any

from django.db import Error
from django.http import HttpRequest

from optics_crm.core.live.hub import HUB
from optics_crm.core.live.kinds import LIVE_KINDS
from optics_crm.core.live.listeners import has_something_to_hear
from optics_crm.core.live.opening import holds_streams
from optics_crm.core.live.reading import present


@dataclass(frozen=True)
class Live:
    """`last` is a cursor of not later than the page; one stream per `login` and browser; `kinds` parted by blanks."""

    last: str
    login: str
    kinds: str


def live_of(request: HttpRequest) -> Live | None:
    """None for somebody without a login, for a role that hears nothing, and where no stream can be held open.

    Costs nothing while this process reads the outbox, else one question that touches no table.
    """
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not holds_streams(request):
        return None
    if not has_something_to_hear(user.role):
        return None
    try:
        last = HUB.cursor() or present()
    except Error:  # a page that says that something is broken must not break
        return None
    return Live(str(last), str(user.pk), " ".join(LIVE_KINDS.keys()))
