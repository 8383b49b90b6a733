"""Claiming: up to a thousand due messages become ours for the time of a lease, in one transaction.

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
from aftercare.outbox import arrays, hours, riders, rules
from aftercare.outbox.texts import CODE, Rendered, Unrenderable, rendered
from optics_crm.core import clock
from optics_crm.core.failpoints import failpoint

SIZE = 1000

# messages on their way out stand at the front of the queue's index, so that passing them over costs next to nothing
_DUE = f"""
    {rules.AS_WRITTEN}
    WITH due AS MATERIALIZED (
        SELECT id, fence, channel, address, expires_at, campaign_id, step_number, occasion, occasions, traffic_class,
               text, variant_id, params, person_id, about_id, phone_id, run_id
        FROM aftercare_message q
        WHERE state = 'queued' AND not_before <= (SELECT app_now()) AND channel = ANY(%(channels)s)
          AND NOT EXISTS (SELECT FROM aftercare_sending g WHERE g.message_id = q.id)
        ORDER BY priority, not_before LIMIT %(size)s FOR UPDATE OF q SKIP LOCKED
    ), slot AS MATERIALIZED (
        SELECT * FROM unnest(%(zones)s::text[], %(opens)s::timestamptz[]) AS slot(zone, opens_at)
    )
    SELECT replace(m.id::text, '-', ''), m.fence + 1, m.channel, m.address, m.expires_at, c.key, m.step_number,
           m.occasion, m.occasions, m.traffic_class, m.text, v.text, m.params::text,
           CASE WHEN m.params ? '{CODE}' THEN NULL  -- a client waits for this one
                WHEN slot.zone IS NULL THEN (SELECT opens_at FROM slot WHERE zone = '') ELSE slot.opens_at END,
           CASE WHEN m.expires_at <= (SELECT app_now()) THEN 'quiet_expired'
                ELSE coalesce({rules.FORBIDDEN}, CASE WHEN {rules.BOUGHT} THEN 'bought_already' END, '') END,
           {rules.MET}
    FROM due m
    {rules.RECIPIENT}
    LEFT JOIN core_salon s ON s.id = p.home_salon_id
    LEFT JOIN aftercare_variant v ON v.id = m.variant_id
    LEFT JOIN slot ON slot.zone = coalesce(nullif(p.timezone, ''), nullif(s.timezone, ''), ph.region_timezone, '')
"""

# the statement above may have begun before another claim of the same rows was committed: that one has them
_LEASE = """
    INSERT INTO aftercare_sending (message_id, owner, fence, lease_until, provider, text, parts, cost, link_hash)
    SELECT id, %(owner)s, fence, clock_timestamp() + make_interval(secs => %(seconds)s), provider, text, parts, cost,
           link_hash
    FROM unnest(%(refs)s::uuid[], %(fences)s::int[], %(providers)s::text[], %(texts)s::text[], %(parts)s::int[],
                %(costs)s::numeric[], %(links)s::text[]) AS v(id, fence, provider, text, parts, cost, link_hash)
    ON CONFLICT (message_id) DO NOTHING
"""
_LEASED = """
    SELECT replace(message_id::text, '-', '') FROM aftercare_sending
    WHERE message_id = ANY(%(refs)s::uuid[]) AND owner = %(owner)s
"""

_CLOSE = """
    UPDATE aftercare_message m SET state = v.state, reason = v.reason
    FROM unnest(%(refs)s::uuid[], %(states)s::text[], %(reasons)s::text[]) AS v(id, state, reason) WHERE m.id = v.id
"""

_PUT_OFF = """
    UPDATE aftercare_message m SET not_before = v.at
    FROM unnest(%(refs)s::uuid[], %(moments)s::timestamptz[]) AS v(id, at) WHERE m.id = v.id
"""


class Claimed(NamedTuple):
    """A message that is ours while `fence` stands. `ref` is its id's hex, the provider's `client_ref`."""

    ref: str
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

    @property
    def seen(self) -> int:
        """How many due messages it dealt with."""
        return len(self.messages) + self.closed + self.put_off

    def seconds_left(self) -> float:
        return self.ends_at - time.monotonic()

    def __bool__(self) -> bool:
        return self.seen > 0


class _Due(NamedTuple):
    ref: str
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
    params: str
    waits_until: dt.datetime | None
    verdict: str
    met: list[str] | None

    @property
    def is_overloaded(self) -> bool:
        """Whether it could leave but for occasions that are met: the next claim finds it without them."""
        return bool(self.met) and self.verdict in ("", "bought_already")


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
        return list(map(_Due._make, cursor.fetchall()))


def _sort_out(made: Claim, due: list[_Due], routes: Mapping[str, str], seconds: float) -> None:
    """Each due message is closed, put off, or leased with its text."""
    closing: list[tuple[str, str, str]] = []
    later: list[tuple[str, str]] = []
    leased: list[tuple[_Due, Rendered]] = []
    overloaded = [row.ref for row in due if row.is_overloaded]
    for row in due:
        if row.is_overloaded:
            continue
        if row.verdict:
            closing.append((row.ref, "expired" if row.verdict == "quiet_expired" else "cancelled", row.verdict))
        elif row.waits_until is not None and row.waits_until >= row.expires_at:
            closing.append((row.ref, "expired", "quiet_expired"))
        elif row.waits_until is not None:
            later.append((row.ref, row.waits_until.isoformat()))
        else:
            try:
                leased.append((row, _text_of(row)))
            except Unrenderable:
                closing.append((row.ref, "failed", "missing_data"))
    _close(closing)
    _put_off(later)
    _lease(made, leased, routes, seconds)
    if overloaded:
        riders.lighten(arrays.plain(overloaded))
    made.closed, made.put_off = len(closing), len(later) + len(overloaded)


def _text_of(row: _Due) -> Rendered:
    return rendered(
        row.ref,
        row.text if row.template is None else row.template,
        json.loads(row.params) if row.template is not None else {},
        channel=row.channel,
        traffic_class=row.traffic_class,
        wants_link=row.traffic_class == TrafficClass.ADVERTISING,
        is_template=row.template is not None,
    )


def _close(rows: list[tuple[str, str, str]]) -> None:
    if rows:
        refs, states, reasons = zip(*rows, strict=True)
        rules.run(
            _CLOSE, {"refs": arrays.plain(refs), "states": arrays.plain(states), "reasons": arrays.plain(reasons)}
        )


def _put_off(rows: list[tuple[str, str]]) -> None:
    if rows:
        refs, moments = zip(*rows, strict=True)
        rules.run(_PUT_OFF, {"refs": arrays.plain(refs), "moments": arrays.plain(moments)})


def _lease(made: Claim, rows: list[tuple[_Due, Rendered]], routes: Mapping[str, str], seconds: float) -> None:
    if not rows:
        return
    params: dict[str, Any] = {
        "owner": made.owner,
        "seconds": seconds,
        "refs": arrays.plain([row.ref for row, _words in rows]),
        "fences": arrays.plain([row.fence for row, _words in rows]),
        "providers": arrays.texts([routes[row.channel] for row, _words in rows]),
        "texts": arrays.texts([words.text for _row, words in rows]),
        "parts": arrays.plain([words.parts for _row, words in rows]),
        "costs": arrays.plain([words.cost for _row, words in rows]),
        "links": arrays.texts([words.link_hash for _row, words in rows]),
    }
    if rules.run(_LEASE, params) < len(rows):
        ours = {ref for (ref,) in rules.ask(_LEASED, params)}
        rows = [(row, words) for row, words in rows if row.ref in ours]
    made.messages = [
        Claimed(row.ref, row.fence, routes[row.channel], _outgoing(row, words.text)) for row, words in rows
    ]


def _outgoing(row: _Due, text: str) -> Outgoing:
    return Outgoing(
        row.ref,
        row.channel,
        row.address,
        text,
        row.expires_at,
        row.campaign,
        row.step if row.campaign else None,
        row.occasion or None,
        row.occasions or ([row.occasion] if row.occasion else None),
    )
