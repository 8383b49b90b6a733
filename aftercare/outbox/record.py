"""Marks and records: set statements that change a message only while our fence stands beside it.

Who holds a message locks its row first and its `Sending` second, in the order of ids; marks need the second only.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from aftercare.channels.base import Answer, Outcome
from aftercare.models import Message
from aftercare.outbox import arrays, rules
from aftercare.outbox.claim import Claimed
from optics_crm.core.failpoints import failpoint

State = Message.State
Key = tuple[str, int]  # a message's id in hex, and the fence

# Conditions on the state stand in CASE on purpose: the planner believes that few rows are queued, would start from
# those and compare each of them with each of ours; from our ids it goes by the primary key.

# the last look at consent and stop before the words leave
_MARK = f"""
    {rules.AS_WRITTEN}
    WITH mine AS MATERIALIZED (
        SELECT g.message_id FROM unnest(%(refs)s::uuid[], %(fences)s::int[]) AS v(id, fence)
        JOIN aftercare_sending g ON g.message_id = v.id AND g.fence = v.fence
        WHERE g.lease_until > clock_timestamp()
        ORDER BY g.message_id FOR UPDATE OF g
    ), judged AS MATERIALIZED (
        SELECT m.id, {rules.FORBIDDEN} AS reason
        FROM mine JOIN aftercare_message m ON m.id = mine.message_id {rules.RECIPIENT}
        WHERE CASE WHEN m.id IS NOT NULL THEN m.state = 'queued' END
    ), marked AS (
        UPDATE aftercare_sending SET submitted_at = (SELECT app_now())
        WHERE message_id = ANY(ARRAY(SELECT id FROM judged WHERE reason IS NULL))
    )
    SELECT replace(id::text, '-', ''), reason FROM judged
"""

_REFUSE = """
    WITH held AS MATERIALIZED (
        SELECT m.id, g.fence, v.reason
        FROM unnest(%(refs)s::uuid[], %(fences)s::int[], %(reasons)s::text[]) AS v(id, fence, reason)
        JOIN aftercare_sending g ON g.message_id = v.id AND g.fence = v.fence
        JOIN aftercare_message m ON m.id = v.id
        WHERE g.submitted_at IS NULL AND CASE WHEN m.id IS NOT NULL THEN m.state = 'queued' END
        ORDER BY m.id FOR UPDATE OF m, g
    ), gone AS (DELETE FROM aftercare_sending WHERE message_id = ANY(ARRAY(SELECT id FROM held)))
    UPDATE aftercare_message m SET state = 'cancelled', reason = held.reason, fence = held.fence
    FROM held WHERE m.id = held.id
"""

_VERDICTS = """unnest(%(refs)s::uuid[], %(fences)s::int[], %(states)s::text[], %(reasons)s::text[], %(numbers)s::text[],
                      %(agains)s::float8[]) AS v(id, fence, state, reason, provider_id, again)"""

# a receipt may have been faster: what it proved stays. What should be tried again too late expires.
_OUTCOME = """
    state = CASE WHEN m.state NOT IN ('queued', 'unknown') THEN m.state WHEN h.is_late THEN 'expired' ELSE h.state END,
    reason = CASE WHEN m.state NOT IN ('queued', 'unknown') THEN m.reason WHEN h.is_late THEN 'quiet_expired'
                  ELSE h.reason END,
    provider_id = CASE WHEN h.provider_id = '' THEN m.provider_id ELSE h.provider_id END,
    accepted_at = CASE WHEN h.state = 'accepted' THEN coalesce(m.accepted_at, (SELECT app_now()))
                       ELSE m.accepted_at END,
    submitted_at = CASE WHEN h.state = 'queued' AND m.state IN ('queued', 'unknown') THEN NULL
                        ELSE h.submitted_at END,
    not_before = CASE WHEN h.state = 'queued' THEN (SELECT app_now()) + make_interval(secs => h.again)
                      ELSE m.not_before END,
    next_check_at = CASE WHEN h.state = 'unknown' THEN clock_timestamp() + make_interval(secs => h.again) END
"""
_LATE = "v.state = 'queued' AND (SELECT app_now()) + make_interval(secs => v.again) >= m.expires_at AS is_late"

_RECORD = f"""
    WITH h AS MATERIALIZED (
        SELECT m.id, {_LATE}, v.state, v.reason, v.provider_id, v.again,
               g.fence, g.submitted_at, g.provider, g.text, g.parts, g.cost, g.link_hash
        FROM {_VERDICTS}
        JOIN aftercare_sending g ON g.message_id = v.id AND g.fence = v.fence
        JOIN aftercare_message m ON m.id = v.id
        ORDER BY m.id FOR UPDATE OF m, g
    ), gone AS (DELETE FROM aftercare_sending WHERE message_id = ANY(ARRAY(SELECT id FROM h)))
    UPDATE aftercare_message m SET {_OUTCOME}, provider = h.provider, text = h.text, parts = h.parts, cost = h.cost,
           link_hash = h.link_hash, fence = h.fence, attempt = m.attempt + 1
    FROM h WHERE m.id = h.id
"""

_RECORD_UNKNOWN = f"""
    WITH h AS MATERIALIZED (
        SELECT m.id, {_LATE}, v.state, v.reason, v.provider_id, v.again, m.submitted_at
        FROM {_VERDICTS} JOIN aftercare_message m ON m.id = v.id
        WHERE CASE WHEN m.fence = v.fence THEN m.state = 'unknown' END ORDER BY m.id FOR UPDATE OF m
    )
    UPDATE aftercare_message m SET {_OUTCOME} FROM h WHERE m.id = h.id
"""

# claims that end with nothing sent: the message waits again, and whoever had it can write nothing any more
REQUEUE = """
    WITH held AS MATERIALIZED (
        SELECT m.id, g.fence FROM aftercare_sending g JOIN aftercare_message m ON m.id = g.message_id
        WHERE g.submitted_at IS NULL AND {scope}
    ), gone AS (DELETE FROM aftercare_sending WHERE message_id = ANY(ARRAY(SELECT id FROM held)))
    UPDATE aftercare_message m SET fence = held.fence, attempt = m.attempt + 1 FROM held WHERE m.id = held.id
"""
_RELEASE = REQUEUE.format(
    scope="""(g.message_id, g.fence) IN (SELECT * FROM unnest(%(refs)s::uuid[], %(fences)s::int[]))
             ORDER BY m.id FOR UPDATE OF m, g"""
)


class Verdict(NamedTuple):
    """How a row shall stand. `again`: seconds until it is tried (queued) or asked about (unknown) again."""

    state: str
    reason: str = ""
    provider_id: str = ""
    again: float = 0.0


def verdict_of(answer: Answer, *, again: float) -> Verdict:
    """What an answer of the provider makes of a message."""
    match answer.outcome:
        case Outcome.ACCEPTED:
            return Verdict("accepted", "", answer.provider_id[:80])
        case Outcome.REFUSED:
            return Verdict("failed", answer.reason[:40] or "refused")
        case Outcome.LATER:
            return Verdict("queued", again=again)
        case Outcome.UNKNOWN:
            return Verdict("unknown")


def mark(batch: Sequence[Claimed]) -> list[Claimed]:
    """Commits "we are about to hand these over"; returns those that may go, the rest is cancelled or not ours."""
    fences = {one.ref: one.fence for one in batch}
    with transaction.atomic():
        judged = dict(rules.ask(_MARK, {"refs": arrays.plain(fences), "fences": arrays.plain(fences.values())}))
    failpoint("send.after_mark")
    refused = {ref: reason for ref, reason in judged.items() if reason is not None}
    if refused:
        _refuse(refused, fences)
    if len(judged) == len(batch) and not refused:
        return list(batch)
    return [one for one in batch if one.ref in judged and one.ref not in refused]


def _refuse(reasons: Mapping[str, str], fences: Mapping[str, int]) -> None:
    """A statement of its own, for it locks the messages too. Were it lost, the next claim would come to the same."""
    params = {
        "refs": arrays.plain(reasons),
        "fences": arrays.plain(fences[ref] for ref in reasons),
        "reasons": arrays.plain(reasons.values()),
    }
    rules.run(_REFUSE, params)


def record(rows: Mapping[Key, Verdict]) -> int:
    """Writes what became of messages, by (id, fence); returns how many were still ours."""
    if not rows:
        return 0
    states, reasons, numbers, agains = zip(*rows.values(), strict=True)
    params: dict[str, Any] = {
        "refs": arrays.plain([key[0] for key in rows]),
        "fences": arrays.plain([key[1] for key in rows]),
        "states": arrays.plain(states),
        "reasons": arrays.texts(reasons),
        "numbers": arrays.texts(numbers),
        "agains": arrays.plain(agains),
    }
    with transaction.atomic():
        changed = rules.run(_RECORD, params)
        if changed < len(rows):  # those that the sweep asked about
            changed += rules.run(_RECORD_UNKNOWN, params)
        failpoint("send.in_record")
    failpoint("send.after_record")
    return changed


def release(batch: Sequence[Claimed]) -> int:
    """Gives back what we did not get to; nothing had left."""
    if not batch:
        return 0
    params = {"refs": arrays.plain(one.ref for one in batch), "fences": arrays.plain(one.fence for one in batch)}
    return rules.run(_RELEASE, params)


def pause_between_checks(age: dt.timedelta) -> float:
    """Seconds to the next question about an unknown outcome: 5 s, 1, 5, 30 min, 6 h after the hand-over, then daily."""
    steps = (5.0, 60.0, 300.0, 1800.0, 21_600.0)
    passed = max(age.total_seconds(), 0.0)
    return next((step - passed for step in steps if step - passed > 1.0), 86_400.0)
