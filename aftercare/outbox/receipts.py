"""Receipts: later words of a provider. Each distinct one is kept once; a message only ever moves up.

queued, unknown < accepted < failed < delivered, whatever the order and however often they come. A receipt never
sends anything; one for a message that nobody knows is kept aside.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from aftercare.channels.base import Receipt
from optics_crm.core import clock

# what a provider may say -> the state that it proves; "refused": the subscriber refuses mailings (41-FZ)
STATUSES = {
    "sent": "accepted",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "refused": "failed",
    "unreachable": "failed",
}

_STORE = """
    WITH given AS (
        SELECT * FROM unnest(%(numbers)s::text[], %(refs)s::uuid[], %(statuses)s::text[], %(payloads)s::jsonb[])
                 AS given(provider_id, ref, status, payload)
    ), matched AS (
        SELECT DISTINCT ON (g.provider_id, g.status) g.provider_id, g.status, g.payload,
               coalesce(a.id, b.id) AS message_id
        FROM given g
        LEFT JOIN aftercare_message a
               ON a.provider = %(provider)s AND a.provider_id = g.provider_id AND a.provider_id <> ''
        LEFT JOIN aftercare_sending w ON w.message_id = g.ref AND w.submitted_at IS NOT NULL
        LEFT JOIN aftercare_message b ON b.id = g.ref AND %(provider)s IN (b.provider, w.provider)
        ORDER BY g.provider_id, g.status, coalesce(a.id, b.id)
    ), stored AS (
        INSERT INTO aftercare_deliveryevent AS e (provider, provider_id, status, message_id, payload)
        SELECT %(provider)s, provider_id, status, message_id, payload FROM matched
        ON CONFLICT (provider, provider_id, status) DO UPDATE SET message_id = excluded.message_id
            WHERE e.message_id IS NULL AND excluded.message_id IS NOT NULL
        RETURNING 1
    )
    SELECT provider_id, status, message_id, (SELECT count(*) FROM stored) FROM matched
"""

_RANK = "array_position(ARRAY['accepted', 'failed', 'delivered'], {}::text)"

_APPLY = f"""
    WITH news AS (
        SELECT DISTINCT ON (id) * FROM unnest(%(ids)s::uuid[], %(states)s::text[], %(reasons)s::text[],
                                              %(numbers)s::text[], %(moments)s::timestamptz[])
                                         AS news(id, state, reason, number, at)
        ORDER BY id, {_RANK.format("state")} DESC, at
    ), locked AS MATERIALIZED (
        SELECT m.id FROM aftercare_message m JOIN news ON news.id = m.id ORDER BY m.id FOR UPDATE OF m
    )
    UPDATE aftercare_message m SET
        state = n.state, reason = n.reason, next_check_at = NULL,
        provider_id = CASE WHEN m.provider_id = '' THEN n.number ELSE m.provider_id END,
        accepted_at = coalesce(m.accepted_at, m.submitted_at, n.at),
        delivered_at = CASE WHEN n.state = 'delivered' THEN coalesce(m.delivered_at, n.at) END
    FROM news n JOIN locked ON locked.id = n.id
    WHERE m.id = n.id AND m.state NOT IN ('cancelled', 'expired')
      AND {_RANK.format("n.state")} > coalesce({_RANK.format("m.state")}, 0)
"""

# 41-FZ: nothing to this number any more, whoever of the family holds it
_REFUSED = """
    UPDATE customers_phone SET refused_at = %(at)s WHERE refused_at IS NULL AND id IN (
        SELECT phone_id FROM aftercare_message WHERE id = ANY(%(ids)s::uuid[]) AND phone_id IS NOT NULL)
"""


@dataclass(frozen=True)
class Heard:
    """What a batch of receipts brought: new events, of messages that we know or (`strangers`) do not."""

    fresh: int
    known: int
    strangers: int


@transaction.atomic
def hear(provider: str, receipts: Sequence[Receipt]) -> Heard:
    """Stores the receipts and moves their messages up; safe to call with the same ones again."""
    if not receipts:
        return Heard(0, 0, 0)
    rows = _store(provider, receipts)
    known = [row for row in rows if row[2] is not None]
    moves = [(message, number, status) for number, status, message, _ in rows if message and status in STATUSES]
    if moves:
        _apply(moves)
    return Heard(rows[0][3], len(known), len(rows) - len(known))


def _store(provider: str, receipts: Sequence[Receipt]) -> list[tuple[str, str, uuid.UUID | None, int]]:
    params: dict[str, Any] = {
        "provider": provider,
        "numbers": [one.provider_id for one in receipts],
        "refs": [_uuid(one.client_ref) for one in receipts],
        "statuses": [one.status[:30] for one in receipts],
        "payloads": [json.dumps(dict(one.payload)) for one in receipts],
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORE, params)
        return cursor.fetchall()


def _apply(moves: Sequence[tuple[uuid.UUID, str, str]]) -> None:
    moment = clock.now()
    states = [STATUSES[status] for _message, _number, status in moves]
    params: dict[str, Any] = {
        "ids": [str(message) for message, _number, _status in moves],
        "states": states,
        "reasons": [
            status if state == "failed" else ""
            for (_message, _number, status), state in zip(moves, states, strict=True)
        ],
        "numbers": [number for _message, number, _status in moves],
        "moments": [moment] * len(moves),
    }
    refused = [str(message) for message, _number, status in moves if status == "refused"]
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, params)
        if refused:
            cursor.execute(_REFUSED, {"ids": refused, "at": moment})


def _uuid(ref: str) -> str | None:
    try:
        return str(uuid.UUID(ref))
    except ValueError:
        return None
