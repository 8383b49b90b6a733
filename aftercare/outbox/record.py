"""Marks and records: set statements that change a row only while our fence stands on it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from aftercare.channels.base import Answer, Outcome
from aftercare.models import Message
from aftercare.outbox import rules
from aftercare.outbox.claim import Claimed
from optics_crm.core.failpoints import failpoint

State = Message.State

# Conditions on the state stand in CASE on purpose: the planner believes that hardly a row is leased, would start from
# those few and compare each of them with each of ours; from our ids it goes by the primary key.

# the last look at consent and stop before the words leave; rows are locked in one order by everybody
_MARK = f"""
    WITH mine AS MATERIALIZED (
        SELECT m.id FROM aftercare_message m
        JOIN unnest(%(ids)s::uuid[], %(fences)s::int[]) AS v(id, fence) ON v.id = m.id AND v.fence = m.fence
        WHERE CASE WHEN m.state = 'leased' THEN m.lease_until > clock_timestamp() END
        ORDER BY m.id FOR UPDATE OF m
    ), judged AS (
        SELECT m.id, {rules.FORBIDDEN} AS reason FROM mine JOIN aftercare_message m ON m.id = mine.id {rules.RECIPIENT}
    )
    UPDATE aftercare_message m SET
        state = CASE WHEN j.reason IS NULL THEN 'leased' ELSE 'cancelled' END, reason = coalesce(j.reason, ''),
        submitted_at = CASE WHEN j.reason IS NULL THEN (SELECT app_now()) END
    FROM judged j WHERE m.id = j.id RETURNING m.id, m.state
"""

_RECORD = """
    UPDATE aftercare_message m SET
        state = CASE WHEN v.state = 'queued' AND (SELECT app_now()) + make_interval(secs => v.again) >= m.expires_at
                     THEN 'expired' ELSE v.state END,
        reason = CASE WHEN v.state = 'queued' AND (SELECT app_now()) + make_interval(secs => v.again) >= m.expires_at
                      THEN 'quiet_expired' ELSE v.reason END,
        provider_id = CASE WHEN v.provider_id = '' THEN m.provider_id ELSE v.provider_id END,
        accepted_at = CASE WHEN v.state = 'accepted' THEN coalesce(m.accepted_at, (SELECT app_now()))
                           ELSE m.accepted_at END,
        submitted_at = CASE WHEN v.state = 'queued' THEN NULL ELSE m.submitted_at END,
        not_before = CASE WHEN v.state = 'queued' THEN (SELECT app_now()) + make_interval(secs => v.again)
                          ELSE m.not_before END,
        next_check_at = CASE WHEN v.state = 'unknown' THEN clock_timestamp() + make_interval(secs => v.again) END,
        claimed_by = '', lease_until = NULL
    FROM unnest(%(ids)s::uuid[], %(fences)s::int[], %(states)s::text[], %(reasons)s::text[], %(numbers)s::text[],
                %(agains)s::float8[]) AS v(id, fence, state, reason, provider_id, again)
    WHERE m.id = v.id AND CASE WHEN m.fence = v.fence THEN m.state IN ('leased', 'unknown') END
"""

_RELEASE = """
    UPDATE aftercare_message m SET state = 'queued', claimed_by = '', lease_until = NULL
    FROM unnest(%(ids)s::uuid[], %(fences)s::int[]) AS v(id, fence)
    WHERE m.id = v.id AND CASE WHEN m.fence = v.fence THEN m.state = 'leased' AND m.submitted_at IS NULL END
"""


@dataclass(frozen=True)
class Verdict:
    """How a row shall stand. `again`: seconds until it is tried (queued) or asked about (unknown) again."""

    state: str
    reason: str = ""
    provider_id: str = ""
    again: float = 0.0


def verdict_of(answer: Answer, *, again: float) -> Verdict:
    """What an answer of the provider makes of a message."""
    match answer.outcome:
        case Outcome.ACCEPTED:
            return Verdict(State.ACCEPTED, provider_id=answer.provider_id[:80])
        case Outcome.REFUSED:
            return Verdict(State.FAILED, reason=answer.reason[:40] or "refused")
        case Outcome.LATER:
            return Verdict(State.QUEUED, again=again)
        case Outcome.UNKNOWN:
            return Verdict(State.UNKNOWN, again=0.0)


def mark(batch: Sequence[Claimed]) -> list[Claimed]:
    """Commits "we are about to hand these over"; returns those that may go, the rest is cancelled or not ours."""
    params: dict[str, Any] = {
        "ids": [str(one.id) for one in batch],
        "fences": [one.fence for one in batch],
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_MARK, params)
        going: set[uuid.UUID] = {row[0] for row in cursor.fetchall() if row[1] == State.LEASED}
    failpoint("send.after_mark")
    return [one for one in batch if one.id in going]


def record(rows: Mapping[tuple[uuid.UUID, int], Verdict]) -> int:
    """Writes what became of messages, by (id, fence); returns how many were still ours."""
    if not rows:
        return 0
    params: dict[str, Any] = {
        "ids": [str(key[0]) for key in rows],
        "fences": [key[1] for key in rows],
        "states": [verdict.state for verdict in rows.values()],
        "reasons": [verdict.reason for verdict in rows.values()],
        "numbers": [verdict.provider_id for verdict in rows.values()],
        "agains": [verdict.again for verdict in rows.values()],
    }
    with transaction.atomic():
        changed = rules.run(_RECORD, params)
        failpoint("send.in_record")
    failpoint("send.after_record")
    return changed


def release(batch: Sequence[Claimed]) -> int:
    """Gives back what we did not get to; nothing had left."""
    if not batch:
        return 0
    return rules.run(_RELEASE, {"ids": [str(one.id) for one in batch], "fences": [one.fence for one in batch]})


def pause_between_checks(age: dt.timedelta) -> float:
    """Seconds to the next question about an unknown outcome: 5 s, 1, 5, 30 min, 6 h after the hand-over, then daily."""
    steps = (5.0, 60.0, 300.0, 1800.0, 21_600.0)
    passed = max(age.total_seconds(), 0.0)
    return next((step - passed for step in steps if step - passed > 1.0), 86_400.0)
