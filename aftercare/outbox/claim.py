"""Claiming: up to 500 due messages become ours for the time of a lease, in one transaction.

Whatever must not leave any more is closed on the way, with its reason; what may not leave at this hour is put off.
"""

import datetime as dt
import json
import os
import socket
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction

from aftercare.channels.base import Outgoing
from aftercare.models import TrafficClass
from aftercare.outbox import hours, rules
from aftercare.outbox.texts import CODE, Rendered, Unrenderable, rendered
from optics_crm.core import clock
from optics_crm.core.failpoints import failpoint

SIZE = 500

_DUE = f"""
    WITH due AS MATERIALIZED (
        SELECT id FROM aftercare_message
        WHERE state = 'queued' AND not_before <= (SELECT app_now()) AND channel = ANY(%(channels)s)
        ORDER BY priority, not_before LIMIT %(size)s FOR UPDATE SKIP LOCKED
    ), slot AS MATERIALIZED (
        SELECT * FROM unnest(%(zones)s::text[], %(opens)s::timestamptz[]) AS slot(zone, opens_at)
    )
    SELECT m.id, m.fence, m.channel, m.address, m.expires_at, c.key, m.step_number, m.occasion, m.occasions,
           m.traffic_class, m.text, v.text, m.params::text,
           CASE WHEN slot.zone IS NULL THEN (SELECT opens_at FROM slot WHERE zone = '') ELSE slot.opens_at END,
           CASE WHEN m.expires_at <= (SELECT app_now()) THEN 'quiet_expired'
                ELSE coalesce({rules.FORBIDDEN}, CASE WHEN {rules.BOUGHT} THEN 'bought_already' END, '') END
    FROM due JOIN aftercare_message m ON m.id = due.id
    {rules.RECIPIENT}
    LEFT JOIN core_salon s ON s.id = p.home_salon_id
    LEFT JOIN aftercare_variant v ON v.id = m.variant_id
    LEFT JOIN slot ON slot.zone = coalesce(nullif(p.timezone, ''), nullif(s.timezone, ''), ph.region_timezone, '')
"""

_LEASE = """
    UPDATE aftercare_message m SET state = 'leased', claimed_by = %(owner)s, fence = m.fence + 1,
           attempt = m.attempt + 1, lease_until = clock_timestamp() + make_interval(secs => %(seconds)s),
           submitted_at = NULL,
           text = v.text, link_hash = v.link_hash,
           parts = v.parts, cost = v.cost, provider = v.provider
    FROM unnest(%(ids)s::uuid[], %(texts)s::text[], %(links)s::text[], %(parts)s::int[], %(costs)s::numeric[],
                %(providers)s::text[]) AS v(id, text, link_hash, parts, cost, provider)
    WHERE m.id = v.id
"""

_CLOSE = """
    UPDATE aftercare_message m SET state = v.state, reason = v.reason
    FROM unnest(%(ids)s::uuid[], %(states)s::text[], %(reasons)s::text[]) AS v(id, state, reason) WHERE m.id = v.id
"""

_PUT_OFF = """
    UPDATE aftercare_message m SET not_before = v.at
    FROM unnest(%(ids)s::uuid[], %(moments)s::timestamptz[]) AS v(id, at) WHERE m.id = v.id
"""


@dataclass(frozen=True)
class Claimed:
    """A message that is ours while `fence` stands."""

    id: uuid.UUID
    fence: int
    provider: str
    outgoing: Outgoing


@dataclass
class Claim:
    """What one claim brought. `ends_at` is monotonic time: after it not a byte may leave."""

    owner: str
    ends_at: float
    messages: list[Claimed] = field(default_factory=list)
    closed: int = 0
    put_off: int = 0

    def seconds_left(self) -> float:
        return self.ends_at - time.monotonic()

    def __bool__(self) -> bool:
        return bool(self.messages or self.closed or self.put_off)


class _Due(NamedTuple):
    id: uuid.UUID
    fence: int
    channel: str
    address: str
    expires_at: dt.datetime
    campaign: str | None
    step: int
    occasion: str
    occasions: list[str]
    traffic_class: str
    text: str
    template: str | None
    params: dict[str, Any]
    opens_at: dt.datetime | None
    verdict: str

    @property
    def waits_until(self) -> dt.datetime | None:
        """When the recipient may be disturbed; whoever asked for a code is not disturbed by it."""
        return None if self.params.get(CODE) else self.opens_at


def owner_name() -> str:
    """Who claims: host, process and a number of its own, so that a restarted process is somebody else."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def claim(owner: str, routes: Mapping[str, str], size: int = SIZE) -> Claim:
    """Claims what is due on these channels (channel -> provider); nothing due gives an empty claim."""
    failpoint("send.before_claim")
    seconds = settings.OUTBOX_LEASE_SECONDS
    made = Claim(owner, time.monotonic() + seconds)
    with transaction.atomic():
        due = _due(list(routes), size)
        if due:
            _sort_out(made, due, routes, seconds)
        failpoint("send.in_claim")
    failpoint("send.after_claim")
    return made


def _due(channels: Sequence[str], size: int) -> list[_Due]:
    zones = hours.zones_at(clock.now())
    params: dict[str, Any] = {
        "channels": list(channels),
        "size": size,
        "zones": zones.names,
        "opens": zones.opens_at,
        **rules.exits(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE, params)
        return [_Due._make((*row[:12], json.loads(row[12]), *row[13:])) for row in cursor.fetchall()]


def _sort_out(made: Claim, due: list[_Due], routes: Mapping[str, str], seconds: float) -> None:
    """Each due message is closed, put off, or leased with its text."""
    closing: list[tuple[uuid.UUID, str, str]] = []
    later: list[tuple[uuid.UUID, dt.datetime]] = []
    leased: list[tuple[_Due, Rendered]] = []
    for row in due:
        if row.verdict:
            closing.append((row.id, "expired" if row.verdict == "quiet_expired" else "cancelled", row.verdict))
        elif row.waits_until is not None and row.waits_until >= row.expires_at:
            closing.append((row.id, "expired", "quiet_expired"))
        elif row.waits_until is not None:
            later.append((row.id, row.waits_until))
        else:
            try:
                leased.append((row, _text_of(row)))
            except Unrenderable:
                closing.append((row.id, "failed", "missing_data"))
    _close(closing)
    _put_off(later)
    _lease(made, leased, routes, seconds)
    made.closed, made.put_off = len(closing), len(later)


def _text_of(row: _Due) -> Rendered:
    wants_link = row.traffic_class == TrafficClass.ADVERTISING
    return rendered(
        row.id,
        row.template or row.text,
        row.params,
        channel=row.channel,
        traffic_class=row.traffic_class,
        wants_link=wants_link,
        is_template=row.template is not None,
    )


def _close(rows: list[tuple[uuid.UUID, str, str]]) -> None:
    if rows:
        ids, states, reasons = zip(*rows, strict=True)
        rules.run(_CLOSE, {"ids": _texts(ids), "states": list(states), "reasons": list(reasons)})


def _put_off(rows: list[tuple[uuid.UUID, dt.datetime]]) -> None:
    if rows:
        ids, moments = zip(*rows, strict=True)
        rules.run(_PUT_OFF, {"ids": _texts(ids), "moments": list(moments)})


def _lease(made: Claim, rows: list[tuple[_Due, Rendered]], routes: Mapping[str, str], seconds: float) -> None:
    if not rows:
        return
    params: dict[str, Any] = {
        "owner": made.owner,
        "seconds": seconds,
        "ids": [str(row.id) for row, _words in rows],
        "texts": [words.text for _row, words in rows],
        "links": [words.link_hash for _row, words in rows],
        "parts": [words.parts for _row, words in rows],
        "costs": [words.cost for _row, words in rows],
        "providers": [routes[row.channel] for row, _words in rows],
    }
    rules.run(_LEASE, params)
    made.messages = [
        Claimed(row.id, row.fence + 1, routes[row.channel], _outgoing(row, words.text)) for row, words in rows
    ]


def _outgoing(row: _Due, text: str) -> Outgoing:
    return Outgoing(
        client_ref=row.id.hex,
        channel=row.channel,
        to=row.address,
        text=text,
        valid_until=row.expires_at,
        campaign=row.campaign,
        step=row.step if row.campaign else None,
        occasion=row.occasion or None,
        occasions=row.occasions or ([row.occasion] if row.occasion else None),
    )


def _texts(ids: Sequence[uuid.UUID]) -> list[str]:
    return [str(one) for one in ids]
