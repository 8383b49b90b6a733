"""A call is folded anew from all its events: what has changed of it is written, and told to those whom it concerns."""

import copy
from collections.abc import Collection, Sequence
from dataclasses import asdict
from operator import attrgetter
from typing import Any
from uuid import UUID

from contactcenter.calls import clocks, events, moments, silence
from contactcenter.calls.callers import who_answers
from contactcenter.calls.changes import CallChange
from contactcenter.calls.hearing_rows import heard_of
from contactcenter.calls.numbers import read_number
from contactcenter.calls.screens import rung_by
from contactcenter.calls.staff import employees_at
from contactcenter.models import Call, CallEvent, CallLeg
from contactcenter.pbx import PBX
from contactcenter.pbx.fold import CallState, fold
from optics_crm.core import clock, news

LINE = ("extension", "employee_id", "rang_at", "answered_at", "ended_at", "cause")
# what of a call and of its lines somebody sees change
SHOWN = attrgetter(
    "state", "answered", "direction", "phone", "cause", "answered_by_id", "recording", "self_served", "rating"
)
LINE_SHOWN = attrgetter("key", "answered_at", "ended_at")


def refold(call: Call, told: Sequence[CallEvent], *, is_new: bool) -> None:
    """Brings a locked call to what all its events say; one that is new has no lines yet."""
    known = [] if is_new else list(call.legs.all())
    before = copy.copy(call)
    rows = silence.believed(told)
    said = [(row.at, row.received_at) for row in rows]
    placed = silence.at_last_word(rows, clocks.placed(call.provider, said))
    state = fold(zip(map(heard_of, rows), placed, strict=True), is_final_told=PBX.get(call.provider).is_final_told)
    staff = _staff(state, known)
    _set(call, state, staff)
    _write(call, before)
    legs = _write_lines(call, state, staff, known)
    if SHOWN(call) != SHOWN(before) or _lines_shown(legs) != _lines_shown(known):
        _tell(CallChange(call, legs, None if is_new else before))
    if before.state != Call.State.ENDED and state.state == Call.State.ENDED:
        clocks.learn(call.provider, said)


def _staff(state: CallState, known: Collection[CallLeg]) -> dict[str, UUID]:
    """Who sits at the extensions of the call; whoever was found at one stays there for the length of it."""
    found = {leg.extension: leg.employee_id for leg in known if leg.employee_id}
    names = {leg.extension for leg in state.legs.values()} | {state.extension}
    return found | employees_at(names - found.keys())


def _set(call: Call, state: CallState, staff: dict[str, UUID]) -> None:
    call.direction, call.state, call.cause = state.direction, state.state, state.cause
    _name(call, state.phone)
    call.line = state.line[:80]
    call.started_at = state.started_at or call.started_at
    call.answered, call.answered_at = state.answered, state.answered_at
    call.ended_at, call.extension = state.ended_at, state.extension[:40]
    call.answered_by_id = staff.get(state.extension) if state.answered else None
    call.wait_seconds, call.talk_seconds = max(0, state.wait_seconds), max(0, state.talk_seconds)
    call.rating, call.recording, call.self_served = state.rating, state.recording[:500], state.self_served
    call.updated_at = clock.now()


def _name(call: Call, said: str) -> None:
    """The client's number, and whose it is where there is no doubt; whom an operator has named stays."""
    number = read_number(said)
    if number != call.phone:
        caller = who_answers(number)
        call.person_id = call.person_id or caller.person
        call.household_id = call.household_id or caller.household
    call.phone_said, call.phone = said[:80], number


def _write(call: Call, before: Call) -> None:
    fields = call._meta.concrete_fields
    call.save(update_fields=[one.name for one in fields if getattr(call, one.attname) != getattr(before, one.attname)])


def _write_lines(call: Call, state: CallState, staff: dict[str, UUID], known: Sequence[CallLeg]) -> list[CallLeg]:
    """The lines of the call, of which those are written that differ from what was known."""
    told = [
        CallLeg(call=call, employee_id=staff.get(leg.extension), **_cut(asdict(leg))) for leg in state.legs.values()
    ]
    facts = attrgetter("key", *LINE)
    same = {facts(leg): leg for leg in known}
    CallLeg.objects.bulk_create(
        [leg for leg in told if facts(leg) not in same],
        update_conflicts=True,
        unique_fields=["call", "key"],
        update_fields=[name.removesuffix("_id") for name in LINE],
    )
    return [same.get(facts(leg), leg) for leg in told]


def _cut(leg: dict[str, Any]) -> dict[str, Any]:
    return {**leg, "key": leg["key"][:200], "extension": leg["extension"][:40]}


def _lines_shown(legs: Sequence[CallLeg]) -> list[Any]:
    return sorted(map(LINE_SHOWN, legs), key=lambda shown: shown[0])


def _tell(change: CallChange) -> None:
    """Rings those whom it rings, and lets what must hold at once hold: a missed call has its promise."""
    moments.CALL_CHANGED.happen([change])
    call = change.call
    rings = call.state == Call.State.RINGING and call.direction == Call.Direction.IN and bool(change.legs)
    code = events.CALL_RANG if rings else events.CALL_CHANGED
    news.say(code, {"call": call.pk, "employees": rung_by(change)}, origin=f"pbx:{call.provider}")
