"""Handing a claim over: mark (own commit), call the provider, record. Never a transaction across a call."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

import structlog

from aftercare.channels.base import PROVIDERS, Answer, ChannelError, Outcome, OutcomeUnknown, Provider
from aftercare.outbox import pauses
from aftercare.outbox.claim import Claim, Claimed
from aftercare.outbox.record import Key, Verdict, mark, record, release, verdict_of
from optics_crm.core.failpoints import failpoint

log = structlog.get_logger("optics.outbox")

Find = Callable[[str], Provider]
MARGIN_SECONDS = 0.5


def hand_over(claim: Claim, find: Find = PROVIDERS.get) -> int:
    """Sends what was claimed, batch by batch, while the lease surely outlives the call; returns how many were taken.

    A provider that asks for a pause, or cannot be reached, gets no further batch; what is left goes back to the queue.
    """
    taken = 0
    left_alone = pauses.held()  # it may have been claimed before the provider asked for its pause
    unsent: list[Claimed] = []
    for provider, batch in _batches(claim.messages, find):
        in_time = claim.seconds_left() > provider.call_seconds + MARGIN_SECONDS
        if provider.key in left_alone or not in_time:
            unsent += batch
            continue
        going = mark(batch)
        if going:
            rows, fine = _call(provider, going)
            failpoint("send.after_answer")
            record(rows)
            taken += sum(verdict.state == "accepted" for verdict in rows.values())
            if not fine:
                left_alone.add(provider.key)
    release(unsent)
    return taken


def _batches(messages: Sequence[Claimed], find: Find) -> Iterator[tuple[Provider, list[Claimed]]]:
    for key, group in groupby(sorted(messages, key=attrgetter("provider")), key=attrgetter("provider")):
        provider, rows = find(key), list(group)
        for start in range(0, len(rows), provider.batch_size):
            yield provider, rows[start : start + provider.batch_size]


def _call(provider: Provider, going: Sequence[Claimed]) -> tuple[dict[Key, Verdict], bool]:
    """One call: the verdicts, and whether the provider may be called again at once."""
    try:
        answers = provider.send([one.outgoing for one in going])
    except ChannelError as error:
        return _not_taken(provider, going, error), error.permanent
    except OutcomeUnknown as error:
        log.warning("outcome_unknown", provider=provider.key, why=str(error), messages=len(going))
        return dict.fromkeys(_keys(going), Verdict("unknown", reason="no_answer")), True
    unanswered = Answer(Outcome.UNKNOWN)
    return {(one.ref, one.fence): verdict_of(answers.get(one.ref, unanswered), again=30.0) for one in going}, True


def _not_taken(provider: Provider, going: Sequence[Claimed], error: ChannelError) -> dict[Key, Verdict]:
    """Certainly not accepted: a refusal ends the messages, anything else holds the provider back and queues them."""
    log.warning("not_taken", provider=provider.key, why=str(error), messages=len(going), permanent=error.permanent)
    if error.permanent:
        return dict.fromkeys(_keys(going), Verdict("failed", reason=f"refused_{error}"[:40]))
    pauses.hold(provider.key, str(error), error.retry_after)
    return dict.fromkeys(_keys(going), Verdict("queued", again=error.retry_after or 0.0))


def _keys(going: Sequence[Claimed]) -> list[Key]:
    return [(one.ref, one.fence) for one in going]
