"""The sweep: leases that ran out, outcomes that nobody knows. Before the mark: queued again. After it: ask first."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from aftercare.channels.base import PROVIDERS, ChannelError, OutcomeUnknown, Provider
from aftercare.outbox import rules
from aftercare.outbox.record import REQUEUE, Key, Verdict, pause_between_checks, record
from optics_crm.core.failpoints import failpoint

log = structlog.get_logger("optics.outbox")

SIZE = 500

_REQUEUE = REQUEUE.format(
    scope="""g.lease_until < clock_timestamp() ORDER BY m.id LIMIT 5000 FOR UPDATE OF m, g SKIP LOCKED"""
)

# a new fence: whoever still believes to hold these can write nothing any more
_TAKE_MARKED = """
    UPDATE aftercare_sending SET fence = fence + 1, owner = %(owner)s,
           lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
    WHERE message_id IN (SELECT message_id FROM aftercare_sending
                         WHERE lease_until < clock_timestamp() AND submitted_at IS NOT NULL
                         ORDER BY lease_until LIMIT %(size)s FOR UPDATE SKIP LOCKED)
    RETURNING replace(message_id::text, '-', ''), fence, provider, (SELECT app_now()) - submitted_at
"""

_TAKE_UNKNOWN = """
    UPDATE aftercare_message m SET fence = fence + 1,
           next_check_at = clock_timestamp() + make_interval(secs => %(seconds)s)
    WHERE id IN (SELECT id FROM aftercare_message
                 WHERE state = 'unknown' AND next_check_at <= clock_timestamp()
                 ORDER BY next_check_at LIMIT %(size)s FOR UPDATE SKIP LOCKED)
    RETURNING replace(id::text, '-', ''), fence, provider, (SELECT app_now()) - submitted_at
"""


@dataclass(frozen=True)
class Unsettled:
    """A message that was handed over, or nearly, and of which nobody knows more."""

    ref: str
    fence: int
    provider: str
    age: dt.timedelta


def sweep(owner: str, find: Callable[[str], Provider] = PROVIDERS.get) -> int:
    """Settles what can be settled; returns how many messages it moved."""
    moved = rules.run(_REQUEUE, {})
    failpoint("sweep.after_requeue")
    groups: dict[str, list[Unsettled]] = defaultdict(list)
    for row in [*_take(_TAKE_MARKED, owner), *_take(_TAKE_UNKNOWN, owner)]:
        groups[row.provider].append(row)
    failpoint("sweep.after_take")
    for key, rows in groups.items():
        moved += record(_ask(find(key), rows))
    return moved


def _take(sql: str, owner: str) -> list[Unsettled]:
    params: dict[str, Any] = {"owner": owner, "seconds": settings.OUTBOX_LEASE_SECONDS, "size": SIZE}
    with transaction.atomic():
        return [Unsettled(*row) for row in rules.ask(sql, params)]


def _ask(provider: Provider, rows: list[Unsettled]) -> dict[Key, Verdict]:
    try:
        found = provider.look_up([row.ref for row in rows])
    except (ChannelError, OutcomeUnknown) as error:
        log.warning("cannot_tell", provider=provider.key, why=str(error), messages=len(rows))
        return {(row.ref, row.fence): _open(row, "no_look_up") for row in rows}
    failpoint("sweep.after_answer")
    return {(row.ref, row.fence): _settled(provider, row, found.get(row.ref)) for row in rows}


def _settled(provider: Provider, row: Unsettled, number: str | None) -> Verdict:
    """Found: accepted. Not found: queued again only where the provider would not send the same reference twice."""
    if number is not None:
        return Verdict("accepted", provider_id=number[:80])
    return Verdict("queued") if provider.takes_once else _open(row, "not_found")


def _open(row: Unsettled, reason: str) -> Verdict:
    return Verdict("unknown", reason=reason, again=pause_between_checks(row.age))
