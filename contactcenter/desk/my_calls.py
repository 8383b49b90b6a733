"""The calls that lie on an operator's desk: ringing, talked, waiting for their conclusion, just missed."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q

from contactcenter.desk.speakers_shown import masked_name
from contactcenter.models import Call, CallLeg, CallOutcome
from optics_crm.core import clock, formats
from optics_crm.core.models import Employee

RINGING, TRANSFER, TALKING, AFTER, MISSED, OPENED = "ringing", "transfer", "talking", "after", "missed", "opened"
ORDER = (TALKING, RINGING, TRANSFER, AFTER, MISSED, OPENED)
A_DAY = dt.timedelta(hours=12)
UNFINISHED = dt.timedelta(hours=3)  # later nobody remembers what to write
JUST_MISSED = dt.timedelta(minutes=2)
MOST = 8


@dataclass(frozen=True)
class DeskCall:
    """A call on the desk and what it is to this operator. `beside`: colleagues who talk in it, too."""

    call: Call
    part: str
    since: dt.datetime
    beside: Sequence[str] = ()

    @property
    def label(self) -> str:
        """The speaker's name as far as it may be seen, or nothing where only the number is known."""
        person = self.call.person
        return masked_name((person.merged_into or person).full_name) if person else ""

    @property
    def version(self) -> str:
        """Another one means that the card has to be looked at again."""
        return version_of(self.call)


def version_of(call: Call) -> str:
    """What a card shows of a call is of this moment."""
    return f"{call.updated_at.timestamp():.6f}"


def calls_on(user: Employee, opened: uuid.UUID | None = None) -> list[DeskCall]:
    """What lies on the desk, the most urgent first, and the `opened` one: three questions, and one for that."""
    now = clock.now()
    mine = CallLeg.objects.filter(call=OuterRef("pk"), employee=user)
    running = ~Q(state=Call.State.ENDED)
    after = Exists(mine.filter(answered_at__isnull=False)) & Q(ended_at__gt=now - UNFINISHED)
    missed = Exists(mine) & Q(ended_at__gt=now - JUST_MISSED, answered=False, direction=Call.Direction.IN)
    rows = Call.objects.visible_to(user).filter(started_at__gt=now - A_DAY).filter(running | after | missed)
    rows = rows.exclude(direction=Call.Direction.INTERNAL).select_related("person__merged_into")
    legs = Prefetch("legs", CallLeg.objects.select_related("employee").order_by("rang_at", "pk"))
    done = Prefetch("outcomes", CallOutcome.objects.filter(employee=user), to_attr="mine")
    found = [one for row in rows.prefetch_related(legs, done) if (one := _on_desk(row, user, now)) is not None]
    if opened is not None and all(one.call.pk != opened for one in found):
        other = Call.objects.visible_to(user).select_related("person__merged_into").filter(pk=opened).first()
        found += [DeskCall(other, OPENED, other.started_at)] if other else []
    return sorted(found, key=lambda one: (ORDER.index(one.part), -one.since.timestamp()))[:MOST]


def _on_desk(call: Call, user: Employee, now: dt.datetime) -> DeskCall | None:
    legs = list(call.legs.all())
    mine = [leg for leg in legs if leg.employee_id == user.pk]
    is_done = any(row.wrapped_up_at for row in call.mine)  # type: ignore[attr-defined]  # prefetched above
    if call.state != Call.State.ENDED:
        return _running(call, legs, mine, is_done=is_done)
    if any(leg.answered_at for leg in mine):
        return None if is_done else DeskCall(call, AFTER, call.ended_at or now)
    return DeskCall(call, MISSED, call.ended_at or now)


def _running(call: Call, legs: Sequence[CallLeg], mine: Sequence[CallLeg], *, is_done: bool) -> DeskCall | None:
    lying = [leg for leg in mine if leg.ended_at is None]
    talks = [leg for leg in lying if leg.answered_at]
    beside = [
        formats.short_name(leg.employee.full_name)
        for leg in legs
        if leg.employee and leg not in mine and leg.answered_at and leg.ended_at is None
    ]
    if talks:
        return DeskCall(call, TALKING, talks[0].answered_at or call.started_at, beside)
    if any(leg.answered_at for leg in mine):  # given on to a colleague
        return None if is_done else DeskCall(call, AFTER, max(leg.ended_at for leg in mine if leg.ended_at), beside)
    if not call.answered:
        rings_all = call.direction == Call.Direction.IN and (not legs or any(leg.employee_id is None for leg in legs))
        return DeskCall(call, RINGING, call.started_at) if lying or rings_all else None
    rings = [leg for leg in lying if leg.rang_at and call.answered_at and leg.rang_at > call.answered_at]
    return DeskCall(call, TRANSFER, rings[0].rang_at or call.started_at, beside) if rings else None
