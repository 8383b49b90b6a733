"""What the voice menu may say to a number: how its order or repair stands. No names, nothing medical.

On any doubt nothing is said, and the caller goes on to an operator: a hidden number, one of several families, several
things under way. So does whoever waits for something that is late: that is for a person to explain.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from contactcenter.answers import answer_of
from contactcenter.calls.callers import Caller, who_answers
from contactcenter.calls.numbers import read_number
from contactcenter.models import Ticket
from contactcenter.models.tickets import KEPT
from optics_crm.core import clock
from orders import statuses
from orders.answers import answer, is_late
from orders.models import Order

READY, MADE, LATE = "ready", "made", "late"
MOST = 10


@dataclass(frozen=True)
class Status:
    """`state` is ready, made (under way) or late, for menus with recorded phrases; `words` for those that can speak."""

    kind: str
    state: str
    words: str


def status_of(said: str) -> Status | None:
    """How the one thing stands that the family of a number waits for; ready things win. At most five queries."""
    caller = who_answers(read_number(said))
    if caller.person is None and caller.household is None:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        found = [*_orders(caller), *_tickets(caller)]
    if any(one.state == LATE for one in found):
        return None
    ready = [one for one in found if one.state == READY]
    if ready:
        return ready[0]
    return found[0] if len(found) == 1 else None


def _orders(caller: Caller) -> Sequence[Status]:
    rows = Order.objects.filter(card__person__in=caller.people, deleted_at=None, status__in=statuses.OPEN)
    today = clock.today()
    return [
        Status("order", _state(row.status in statuses.READY, is_late(row, today)), answer(row, today))
        for row in rows.select_related("salon", "delivery_salon").order_by("-status_at")[:MOST]
    ]


def _tickets(caller: Caller) -> Sequence[Status]:
    rows = Ticket.objects.open().filter(card__person__in=caller.people).select_related("salon")
    late = set(Ticket.objects.filter(pk__in=rows).late(clock.now(), clock.today()).values_list("pk", flat=True))
    return [
        Status("repair", _state(row.stage in KEPT, row.pk in late), answer_of(row).words)
        for row in rows.order_by("-stage_at")[:MOST]
    ]


def _state(ready: bool, late: bool) -> str:
    return READY if ready else LATE if late else MADE
