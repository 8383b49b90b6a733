"""The ladder of lateness: whose chief is told when a promise is late, once per step, for all to see."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from customers import events
from customers.followup_steps import note_steps
from customers.models import FollowUp, FollowUpStep
from optics_crm.core import clock, news
from optics_crm.core.models import Employee
from optics_crm.core.permissions import ROLES

ACTOR = "customers.followup_ladder"
BATCH = 500


@dataclass(frozen=True)
class Rung:
    """A step of the ladder: so long after the term, and who is told, by the role that keeps the promise."""

    after: dt.timedelta
    chiefs: Mapping[str, str]
    otherwise: str

    def chief_of(self, role: str) -> str:
        return self.chiefs.get(role, self.otherwise)

    def roles_of(self, chief: str) -> Q:
        """The promises of which this chief is told, as a condition."""
        under = [role for role, told in self.chiefs.items() if told == chief]
        known = Q(role__in=under)
        return known | ~Q(role__in=list(self.chiefs)) if self.otherwise == chief else known


LADDER: Sequence[Rung] = (
    Rung(
        dt.timedelta(0),
        {
            "consultant": "salon_manager",
            "receptionist": "salon_manager",
            "doctor": "medical_head",
            "operator": "supervisor",
            "supervisor": "director",
            "medical_head": "director",
        },
        otherwise="supervisor",
    ),
    Rung(dt.timedelta(days=1), {"operator": "director"}, otherwise="supervisor"),
)


def told_to(user: Any) -> Q:
    """Late promises that this user was told of as a chief, as a condition on promises; matches nothing for others."""
    condition = Q(pk__in=[])
    for level, rung in enumerate(LADDER, start=1):
        condition |= Q(escalated__gte=level) & rung.roles_of(user.role)
    return Q(due_at__lt=clock.now()) & condition


def escalate_late() -> int:
    """Tells chiefs of the promises that have become late; returns how many steps were made. Safe to repeat."""
    return sum(_climb(level, rung) for level, rung in enumerate(LADDER, start=1))


@transaction.atomic
def _climb(level: int, rung: Rung) -> int:
    late = FollowUp.objects.open().filter(due_at__lte=clock.now() - rung.after, escalated__lt=level)
    rows = list(late.order_by("due_at").select_for_update(skip_locked=True, of=("self",))[:BATCH])
    if rows:
        FollowUp.objects.filter(pk__in=[row.pk for row in rows]).update(escalated=level, updated_at=clock.now())
        told = [(row, str(ROLES.get(rung.chief_of(row.role)).label)) for row in rows]
        note_steps(ACTOR, told, FollowUpStep.Verb.ESCALATED, level)
        _tell(rung, rows)
    return len(rows)


def _tell(rung: Rung, rows: Collection[FollowUp]) -> None:
    """One piece of news per chief's role and salon, with the chiefs' ids."""
    desks: dict[tuple[str, uuid.UUID | None], list[uuid.UUID]] = {}
    for row in rows:
        chief = rung.chief_of(row.role)
        desks.setdefault((chief, row.salon_id if ROLES.get(chief).own_salon else None), []).append(row.pk)
    heads = Employee.objects.filter(role__in={chief for chief, _salon in desks}, is_active=True, deleted_at=None)
    known = list(heads.values_list("role", "salon", "pk"))
    for (chief, salon), ids in desks.items():
        employees = [pk for role, place, pk in known if role == chief and salon in (None, place)]
        news.say(events.FOLLOWUP_ESCALATED, {"followup": ids, "employees": employees}, actor=ACTOR)
