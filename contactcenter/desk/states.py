"""States of operators: what they set themselves, and what their calls set for them.

    set_state(actor, "break")
    team_now()                     # everybody who takes calls, with what they do at this moment

Whoever puts a call down has after-call work until the call is wrapped up or the next one is taken.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from contactcenter.calls import events
from contactcenter.calls.changes import CallChange
from contactcenter.calls.staff import OPERATORS
from contactcenter.live import TEAM
from contactcenter.models import Call, CallLeg, CallOutcome, OperatorState
from optics_crm.core import clock, news
from optics_crm.core.errors import DomainError
from optics_crm.core.live import push
from optics_crm.core.models import Employee

AWAY, TALKING, RINGING = "away", "talking", "ringing"  # not stored: no interval, and what the calls say
CHOSEN = ("free", "busy", "break", AWAY)  # after-call work is entered by a call alone
State = OperatorState.State
FRESH = dt.timedelta(minutes=10)  # calls that ended longer ago are history
UNSEEN = dt.timedelta(minutes=15)  # nobody works so long without the screen asking once
SEEN_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Colleague:
    """Somebody who takes calls. `doing` is a state, or away, ringing, talking; `since` is None for who is away.

    `chosen` is the state under a call.
    """

    employee: Employee
    doing: str
    since: dt.datetime | None
    call: uuid.UUID | None = None
    chosen: str = AWAY


@transaction.atomic
def set_state(actor: Employee, state: str) -> OperatorState | None:
    """Puts the actor into a state of CHOSEN, from now on; the present one again changes nothing. None when away."""
    if state not in CHOSEN:
        raise DomainError("state_unknown", _("There is no such state."), pointer="/state")
    present = _present(actor.pk)
    if (present.state if present else AWAY) == state:
        return present
    return _change(actor.pk, present, state, clock.now())


@transaction.atomic
def end_after_call(employee: Employee, call: Call) -> None:
    """The call is wrapped up: back to what the employee did before it."""
    present = _present(employee.pk)
    if present is None or present.call_id != call.pk:
        return
    before = OperatorState.objects.filter(employee=employee, ended_at=present.began_at).order_by("-began_at").first()
    was_busy = before is not None and before.state == State.BUSY
    _change(employee.pk, present, State.BUSY.value if was_busy else State.FREE.value, clock.now())


def seconds_after(employee: Employee, call: Call) -> int:
    """The after-call time that the employee has spent on a call so far."""
    rows = OperatorState.objects.filter(employee=employee, call=call)
    return round(sum(((row.ended_at or clock.now()) - row.began_at).total_seconds() for row in rows))


def follow_calls(changes: Collection[CallChange]) -> None:
    """At a change of these calls: after-call work begins for who put one down, and ends for who takes the next."""
    talks = [
        (leg.employee_id, leg.ended_at or change.call.ended_at, change.call)
        for change in changes
        for leg in change.legs
        if leg.answered_at and leg.employee_id and change.call.direction != Call.Direction.INTERNAL
    ]
    at_work = _at_work({employee for employee, _over, _call in talks})
    for employee, over, call in sorted(talks, key=lambda talk: talk[0]):
        if employee in at_work:
            _follow(employee, over, call)


def _at_work(employees: Collection[uuid.UUID]) -> set[uuid.UUID]:
    if not employees:
        return set()
    return set(
        OperatorState.objects.filter(employee__in=employees, ended_at=None).values_list("employee_id", flat=True)
    )


def _follow(employee: uuid.UUID, over: dt.datetime | None, call: Call) -> None:
    present = _present(employee)
    if present is None:
        return
    if over is None:
        if present.state == State.AFTER_CALL and present.call_id != call.pk:
            _change(employee, present, State.FREE.value, clock.now())
        return
    is_chosen = present.state in (State.FREE, State.BUSY)
    if is_chosen and clock.now() - over < FRESH and not _had_its_work(employee, call):
        _change(employee, present, State.AFTER_CALL.value, max(over, present.began_at), call)


def _had_its_work(employee: uuid.UUID, call: Call) -> bool:
    wrapped = CallOutcome.objects.filter(call=call, employee=employee, wrapped_up_at__isnull=False)
    return wrapped.exists() or OperatorState.objects.filter(call=call, employee=employee).exists()


def _present(employee: uuid.UUID) -> OperatorState | None:
    """The open interval, while nobody else changes it: the employee's row is the lock."""
    Employee.objects.select_for_update(no_key=True, of=("self",)).filter(pk=employee).values_list("pk").first()
    return OperatorState.objects.filter(employee=employee, ended_at=None).first()


def _change(
    employee: uuid.UUID, present: OperatorState | None, state: str, at: dt.datetime, call: Call | None = None
) -> OperatorState | None:
    if present is not None:
        OperatorState.objects.filter(pk=present.pk).update(ended_at=max(at, present.began_at))
    fresh = None
    if state != AWAY:
        now = clock.now()
        fresh = OperatorState.objects.create(employee_id=employee, state=state, began_at=at, seen_at=now, call=call)
    _tell(employee)
    return fresh


def _tell(employee: uuid.UUID) -> None:
    news.say(events.OPERATOR_CHANGED, {"employee": employee}, actor=employee)
    push(TEAM, {"employee": employee})


def seen(employee: Employee) -> None:
    """The employee's screen asked; written at most once a minute."""
    open_ones = OperatorState.objects.filter(employee=employee, ended_at=None)
    open_ones.filter(seen_at__lt=clock.now() - SEEN_EVERY).update(seen_at=clock.now())


def end_unseen() -> int:
    """Ends the states of those whose screen is closed for long and who do not talk; returns how many."""
    rows = OperatorState.objects.filter(ended_at=None, seen_at__lt=clock.now() - UNSEEN)
    talking = _running().filter(answered_at__isnull=False, ended_at=None).values("employee")
    gone = list(rows.exclude(employee__in=talking).values_list("pk", "employee"))
    ended = OperatorState.objects.filter(pk__in=[pk for pk, _employee in gone], ended_at=None)
    ended.update(ended_at=Greatest(F("began_at"), F("seen_at")))
    for _pk, employee in gone:
        _tell(employee)
    return len(gone)


def team_now() -> list[Colleague]:
    """Everybody of the contact centre who may take calls: who talks, rings, is free, then the rest. Three queries."""
    people = Employee.objects.filter(role__in=OPERATORS, is_active=True, deleted_at=None).exclude(extension="")
    states = {row.employee_id: row for row in OperatorState.objects.filter(ended_at=None)}
    # of several lines of one employee the talk counts, not what rings beside it
    legs = _running().filter(ended_at=None).order_by(F("answered_at").desc(nulls_first=True), "rang_at")
    # of a ring to several the others still lie there when one has taken it; a transfer rings later
    lost = {"call__answered": True, "answered_at": None, "rang_at__lte": F("call__answered_at")}
    calls = {leg.employee_id: leg for leg in legs.exclude(**lost)}
    found = [_colleague(one, states.get(one.pk), calls.get(one.pk)) for one in people]
    order = (TALKING, RINGING, "free", "after_call", "busy", "break", AWAY)
    return sorted(found, key=lambda one: (order.index(one.doing), one.employee.full_name))


def own_state(employee: Employee) -> Colleague:
    """What an employee without an extension has chosen; one question."""
    return _colleague(employee, OperatorState.objects.filter(employee=employee, ended_at=None).first(), None)


def _running() -> "QuerySet[CallLeg]":
    return CallLeg.objects.filter(~Q(call__state=Call.State.ENDED), employee__isnull=False)


def _colleague(employee: Employee, row: OperatorState | None, leg: CallLeg | None) -> Colleague:
    chosen = row.state if row else AWAY
    if leg is not None and leg.answered_at is not None:
        return Colleague(employee, TALKING, leg.answered_at, leg.call_id, chosen)
    if row is None:
        return Colleague(employee, AWAY, None)
    if leg is not None:
        return Colleague(employee, RINGING, leg.rang_at, leg.call_id, chosen)
    return Colleague(employee, row.state, row.began_at, row.call_id, chosen)
