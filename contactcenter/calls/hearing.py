"""What is heard of calls: stored as it came, folded into calls, told to those whom it rings.

`store` and `apply` are two steps with a commit between them: once the body is stored it is never lost, and applying it
again changes nothing. Whoever finds a body that was stored and not applied (the worker looks) applies it.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import blake2b
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F

from contactcenter.calls import clocks, events, moments, silence
from contactcenter.calls.callers import who_answers
from contactcenter.calls.numbers import read_number
from contactcenter.calls.screens import rung_by
from contactcenter.calls.staff import employees_at
from contactcenter.models import Call, CallEvent, CallLeg, HookBody
from contactcenter.pbx import PBX, DeadLetter, Heard, Hook
from contactcenter.pbx.base import ROW
from contactcenter.pbx.fold import CallState, fold
from optics_crm.core import clock, news
from optics_crm.core.failpoints import failpoint

log = structlog.get_logger("optics.calls")
TRIES = 5


def store(hook: Hook) -> HookBody:
    """Keeps the body; the same body again is the same row."""
    digest = blake2b(f"{hook.route}\n{hook.body}".encode(), digest_size=16).digest()
    values = {"route": hook.route[:60], "content_type": hook.content_type[:100], "body": hook.body}
    row, fresh = HookBody.objects.get_or_create(
        provider=hook.provider, digest=digest, defaults={**values, "received_at": clock.now()}
    )
    if not fresh:
        HookBody.objects.filter(pk=row.pk).update(times_seen=F("times_seen") + 1)
    failpoint("calls.stored")
    return row


def apply(row_id: uuid.UUID) -> None:
    """Folds a stored body into its calls; a body that cannot be read is set aside with the reason."""
    with transaction.atomic():
        row = HookBody.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=row_id).first()
        if row is None or row.state != HookBody.State.STORED:
            return
        try:
            heard = PBX.get(row.provider).read(Hook(row.provider, row.body, row.route, row.content_type))
            row.state = HookBody.State.APPLIED if heard else HookBody.State.EMPTY
        except DeadLetter as letter:
            heard, row.state, row.fault = (), HookBody.State.DEAD, str(letter)[:300]
            log.warning("hook_dead", provider=row.provider, body=str(row.pk))
        for number in sorted({one.call for one in heard}):
            hear(row.provider, number, [one for one in heard if one.call == number], row)
        row.save(update_fields=["state", "fault"])
        failpoint("calls.applied")


def apply_waiting(older_than: dt.timedelta = dt.timedelta(seconds=2), limit: int = 200) -> int:
    """Applies what was stored and not applied (its request died); what fails again and again is set aside."""
    rows = HookBody.objects.filter(state=HookBody.State.STORED, received_at__lt=clock.now() - older_than)
    done = 0
    for pk in list(rows.order_by("received_at").values_list("pk", flat=True)[:limit]):
        HookBody.objects.filter(pk=pk).update(tries=F("tries") + 1)
        try:
            apply(pk)
            done += 1
        except Exception as error:
            log.exception("hook_not_applied", body=str(pk))
            HookBody.objects.filter(pk=pk, tries__gte=TRIES).update(state=HookBody.State.DEAD, fault=repr(error)[:300])
    return done


@transaction.atomic
def hear(
    provider: str, number: str, heard: Sequence[Heard], body: HookBody | None = None, at: dt.datetime | None = None
) -> Call:
    """Adds events to a call and folds it anew; the call is made by its first event. `at`: when they count as heard."""
    at = at or (body.received_at if body else clock.now())
    Call.objects.bulk_create([Call(provider=provider, external_id=number[:200], started_at=at)], ignore_conflicts=True)
    call = Call.objects.select_for_update().get(provider=provider, external_id=number[:200])
    fresh = [_event(call, one, at, body) for one in heard]
    CallEvent.objects.bulk_create(fresh, ignore_conflicts=True)
    _refold(call)
    return call


def _event(call: Call, heard: Heard, at: dt.datetime, body: HookBody | None) -> CallEvent:
    return CallEvent(
        call=call, key=heard.key[:200], kind=heard.kind, at=heard.at, received_at=at, told=heard.as_row(), body=body
    )


def _refold(call: Call) -> None:
    adapter = PBX.get(call.provider)
    rows = silence.believed(list(call.events.all()))
    said = [(row.at, row.received_at) for row in rows]
    placed = silence.at_last_word(rows, clocks.placed(call.provider, said))
    state = fold(zip(map(_heard, rows), placed, strict=True), is_final_told=adapter.is_final_told)
    before = _shown(call)
    if before[0] != Call.State.ENDED and state.state == Call.State.ENDED:
        clocks.learn(call.provider, said)
    _write(call, state)
    if _shown(call) != before:
        _tell(call)


def _heard(row: CallEvent) -> Heard:
    told: dict[str, Any] = {name: row.told[name] for name in ROW if name in row.told}
    told["extensions"] = tuple(told.get("extensions", ()))
    return Heard(call="", kind=row.kind, key=row.key, at=row.at, **told)  # type: ignore[arg-type]  # written by us


def _write(call: Call, state: CallState) -> None:
    staff = employees_at({leg.extension for leg in state.legs.values()} | {state.extension})
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
    call.save()
    CallLeg.objects.bulk_create(
        [CallLeg(call=call, employee_id=staff.get(leg.extension), **_cut(asdict(leg))) for leg in state.legs.values()],
        update_conflicts=True,
        unique_fields=["call", "key"],
        update_fields=["extension", "employee", "rang_at", "answered_at", "ended_at", "cause"],
    )


def _name(call: Call, said: str) -> None:
    """The client's number, and whose it is where there is no doubt; whom an operator has named stays."""
    number = read_number(said)
    if number != call.phone:
        caller = who_answers(number)
        call.person_id = call.person_id or caller.person
        call.household_id = call.household_id or caller.household
    call.phone_said, call.phone = said[:80], number


def _cut(leg: dict[str, Any]) -> dict[str, Any]:
    return {**leg, "key": leg["key"][:200], "extension": leg["extension"][:40]}


def _shown(call: Call) -> tuple[Any, ...]:
    """What of a call somebody sees change."""
    legs = call.legs.values_list("key", "answered_at", "ended_at").order_by("key")
    facts = call.state, call.answered, call.direction, call.phone, call.cause, call.answered_by_id, call.recording
    return *facts, call.self_served, call.rating, tuple(legs)


def _tell(call: Call) -> None:
    """Rings those whom it rings, and lets what must hold at once hold: a missed call has its promise."""
    moments.CALL_CHANGED.happen([call.pk])
    rings = call.state == Call.State.RINGING and call.direction == Call.Direction.IN and call.legs.exists()
    code = events.CALL_RANG if rings else events.CALL_CHANGED
    news.say(code, {"call": call.pk, "employees": rung_by(call)}, origin=f"pbx:{call.provider}")
