"""What waits for the contact centre: call-backs, voice messages, requests of the site, answers of colleagues."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise

from customers.followups import KINDS
from customers.models import FollowUp
from optics_crm.core import clock
from optics_crm.core.models import Employee

OF_CENTRE = ("callback", "voicemail", "webform", "handover", "doctor")
MISSED = ("callback", "voicemail")
SHOWN = 8


@dataclass(frozen=True)
class Waiting:
    """One promise of the queue with its address; `opens_here`: a missed call, whose card opens on the screen."""

    row: FollowUp
    label: str | Promise
    icon: str
    url: str
    opens_here: bool


@dataclass(frozen=True)
class Queue:
    """The most urgent ones, how many of each kind there are, and how many of all are past their term."""

    rows: Sequence[Waiting]
    counts: Sequence[tuple[str | Promise, str, int]]
    total: int
    late: int


def queue_of(user: Employee) -> Queue:
    """What this user, or anybody of the contact centre, is to do next. Two questions."""
    owed = FollowUp.objects.waiting_for(user).filter(kind__in=OF_CENTRE)
    now = clock.now()
    counts = list(owed.order_by().values_list("kind").annotate(n=Count("pk"), late=Count("pk", Q(due_at__lt=now))))
    rows = owed.select_related("person").order_by("due_at", "pk")[:SHOWN]
    named = sorted(((KINDS.get(kind), n) for kind, n, _late in counts), key=lambda one: OF_CENTRE.index(one[0].code))
    return Queue(
        rows=[_shown(row) for row in rows],
        counts=[(kind.label, kind.icon, n) for kind, n in named],
        total=sum(n for _kind, n, _late in counts),
        late=sum(late for _kind, _n, late in counts),
    )


def _shown(row: FollowUp) -> Waiting:
    kind = KINDS.get(row.kind)
    is_missed_call = row.call is not None and row.kind in MISSED
    page = reverse("customers:followup", args=[row.pk])
    url = f"{reverse('contactcenter:screen')}?open={row.call}" if is_missed_call else page
    return Waiting(row, kind.label, kind.icon, url, is_missed_call)
