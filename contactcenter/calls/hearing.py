"""What is heard of calls: stored as it came, folded into calls, told to those whom it rings.

`store` and `apply` are two steps with a commit between them: once the body is stored it is never lost, and applying it
again changes nothing. Whoever finds a body that was stored and not applied (the worker looks) applies it.
"""

import datetime as dt
from collections.abc import Sequence
from hashlib import blake2b

import structlog
from django.db import connection, transaction
from django.db.models import F

from contactcenter.calls.linking import as_one
from contactcenter.calls.refolding import refold
from contactcenter.models import Call, CallEvent, HookBody
from contactcenter.pbx import PBX, DeadLetter, Heard, Hook
from optics_crm.core import clock, ids
from optics_crm.core.failpoints import failpoint

log = structlog.get_logger("optics.calls")
TRIES = 5
STORE = """INSERT INTO contactcenter_hookbody (id, provider, route, content_type, body, digest, received_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (provider, digest) DO UPDATE SET times_seen = contactcenter_hookbody.times_seen + 1 RETURNING *"""
# one statement takes a body that waits, for nobody else to take, and says what became of it
TAKE = """UPDATE contactcenter_hookbody SET state = %s, fault = %s WHERE id = (
SELECT id FROM contactcenter_hookbody WHERE id = %s AND state = 'stored' FOR UPDATE SKIP LOCKED)"""

# made by its first event, locked by each
LOCK = """INSERT INTO contactcenter_call (id, provider, external_id, started_at, direction, state, phone, phone_said,
line, cause, extension, recording) VALUES (%s, %s, %s, %s, 'in', 'ringing', '', '', '', '', '', '')
ON CONFLICT (provider, external_id) DO UPDATE SET external_id = excluded.external_id RETURNING *"""


def store(hook: Hook) -> HookBody:
    """Keeps the body; the same body again is the same row. One statement."""
    digest = blake2b(f"{hook.route}\n{hook.body}".encode(), digest_size=16).digest()
    said = [hook.provider, hook.route[:60], hook.content_type[:100], hook.body]
    row: HookBody = HookBody.objects.raw(STORE, [ids.new_id(), *said, digest, clock.now()])[0]
    failpoint("calls.stored")
    return row


def apply(row: HookBody) -> None:
    """Folds a stored body into its calls, once; one that cannot be read is set aside with the reason."""
    if row.state != HookBody.State.STORED:
        return
    heard, state, fault = _read(row)
    with transaction.atomic():
        with connection.cursor() as sql:
            sql.execute(TAKE, [state, fault, row.pk])
            if not sql.rowcount:
                return
        if PBX.get(row.provider).links_calls:
            heard, moved = as_one(row.provider, heard)
            for one, kept in moved:
                hear(row.provider, one.call, [one], kept.body, kept.received_at)
        for number in sorted({one.call for one in heard}):
            hear(row.provider, number, [one for one in heard if one.call == number], row)
        failpoint("calls.applied")


def _read(row: HookBody) -> tuple[Sequence[Heard], str, str]:
    """The events of a body, the state that it is in once they are applied, and why it is dead."""
    try:
        heard = PBX.get(row.provider).read(Hook(row.provider, row.body, row.route, row.content_type))
    except DeadLetter as letter:
        log.warning("hook_dead", provider=row.provider, body=str(row.pk))
        return (), HookBody.State.DEAD.value, str(letter)[:300]
    return heard, HookBody.State.APPLIED.value if heard else HookBody.State.EMPTY.value, ""


def apply_waiting(older_than: dt.timedelta = dt.timedelta(seconds=2), limit: int = 200) -> int:
    """Applies what was stored and not applied (its request died); what fails again and again is set aside."""
    rows = HookBody.objects.filter(state=HookBody.State.STORED, received_at__lt=clock.now() - older_than)
    done = 0
    for row in list(rows.order_by("received_at")[:limit]):
        HookBody.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
        try:
            apply(row)
            done += 1
        except Exception as error:
            log.exception("hook_not_applied", body=str(row.pk))
            dead = {"state": HookBody.State.DEAD, "fault": repr(error)[:300]}
            HookBody.objects.filter(pk=row.pk, tries__gte=TRIES).update(**dead)
    return done


def read_again() -> int:
    """Lets the worker read again all that could not be read, once its reader was mended; returns how many."""
    return HookBody.objects.filter(state=HookBody.State.DEAD).update(state=HookBody.State.STORED, fault="", tries=0)


@transaction.atomic(savepoint=False)
def hear(
    provider: str, number: str, heard: Sequence[Heard], body: HookBody | None = None, at: dt.datetime | None = None
) -> Call:
    """Adds events to a call and folds it anew; the call is made by its first event. `at`: when they count as heard.

    What was heard before changes nothing.
    """
    at = at or (body.received_at if body else clock.now())
    call, is_new = _locked(provider, number[:200], at)
    known = [] if is_new else list(call.events.all())
    fresh = _unheard(known, [_event(call, one, at, body) for one in heard])
    if fresh:
        CallEvent.objects.bulk_create(fresh)
        refold(call, [*known, *fresh], is_new=is_new)
    return call


def _locked(provider: str, number: str, at: dt.datetime) -> tuple[Call, bool]:
    """The call of that number, locked, and whether it has just been made. One statement."""
    own = ids.new_id()
    call: Call = Call.objects.raw(LOCK, [own, provider, number, at])[0]
    return call, call.pk == own


def _event(call: Call, heard: Heard, at: dt.datetime, body: HookBody | None) -> CallEvent:
    return CallEvent(
        call=call, key=heard.key[:200], kind=heard.kind, at=heard.at, received_at=at, told=heard.as_row(), body=body
    )


def _unheard(known: Sequence[CallEvent], told: Sequence[CallEvent]) -> list[CallEvent]:
    """What of it was not heard before, each once."""
    before = {row.key for row in known}
    return list({row.key: row for row in reversed(told) if row.key not in before}.values())[::-1]
