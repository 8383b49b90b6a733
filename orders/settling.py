"""An order as its entries make it: terms from the book that leads, the status on which the books agree, its promise.

Set-based, and a function of the entries alone: whoever writes entries calls `settle` afterwards, in the same
transaction. 1C leads before any other book, we come last; a value that the leading book does not say is taken from
the next one that does.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from customers.identity import moved
from optics_crm.core.sync import tables
from orders.models import Order
from orders.moments import ORDERS_CHANGED
from orders.statuses import Word, agreed, newest_of_each

TEXTS = (
    "number",
    "shop_number",
    "kind",
    "channel",
    "delivery",
    "delivery_address",
    "track",
    "cancel_reason",
)
VALUES = (
    "card_id",
    "salon_id",
    "ordered_at",
    "exam_guid",
    "total",
    "paid_at",
    "delivery_salon_id",
    "delivery_cost",
    "delivery_on",
)


def _first(column: str, is_said: str) -> str:
    return f"(array_agg(e.{column} ORDER BY e.rank, e.id) FILTER (WHERE {is_said}))[1] AS {column}"


COLUMNS = ",\n       ".join(
    [_first(name, f"e.{name} <> ''") for name in TEXTS] + [_first(name, f"e.{name} IS NOT NULL") for name in VALUES]
)
EMPTY = {name: f"coalesce(s.{name}, '')" for name in TEXTS} | {name: f"s.{name}" for name in VALUES}

TERMS = f"""
WITH entry AS (
    SELECT e.*, CASE WHEN e.client_id IS NULL THEN 'z' WHEN c.source LIKE 'onec%%' THEN 'a' ELSE 'b' END
                || coalesce(c.source, '') AS rank,
           EXISTS (SELECT 1 FROM orders_orderline l WHERE l.entry_id = e.id) AS has_lines,
           (SELECT sum(p.amount) FROM orders_orderpayment p WHERE p.entry_id = e.id) AS paid
      FROM orders_orderentry e LEFT JOIN core_syncclient c ON c.id = e.client_id
     WHERE e.order_id = ANY(%(ids)s::uuid[]) AND e.deleted_at IS NULL
),
said AS (
SELECT e.order_id,
       {COLUMNS},
       (array_agg(e.guid ORDER BY e.rank, e.id) FILTER (WHERE e.guid IS NOT NULL))[1] AS guid,
       (array_agg(e.id ORDER BY NOT e.has_lines, e.rank, e.id))[1] AS lines_from_id,
       (array_agg(e.id ORDER BY e.paid IS NULL, e.rank, e.id))[1] AS payments_from_id,
       coalesce((array_agg(e.paid ORDER BY e.paid IS NULL, e.rank, e.id))[1], 0) AS paid
  FROM entry e GROUP BY e.order_id
)
UPDATE orders_order o
   SET {", ".join(f"{name} = {value}" for name, value in EMPTY.items())}, guid = coalesce(s.guid, o.guid, o.id),
       lines_from_id = s.lines_from_id, payments_from_id = s.payments_from_id, paid = s.paid,
       ordered_on = (s.ordered_at AT TIME ZONE coalesce(
           (SELECT nullif(timezone, '') FROM core_salon WHERE id = coalesce(s.salon_id, s.delivery_salon_id)),
           'Europe/Moscow'))::date,
       exam_id = (SELECT id FROM customers_exam x WHERE x.guid = s.exam_guid ORDER BY x.id LIMIT 1),
       revision = o.revision + 1, updated_at = app.at
  FROM said s, {tables.APP_CLOCK} app
 WHERE o.id = s.order_id RETURNING o.id, o.card_id
"""

# an order that a book has told of lives while a book does; one that was born here lives by itself
LIVES = f"""
UPDATE orders_order o SET deleted_at = CASE WHEN v.lives THEN NULL ELSE coalesce(o.deleted_at, app.at) END
  FROM (SELECT e.order_id, bool_or(e.deleted_at IS NULL AND e.client_id IS NOT NULL) OR bool_and(e.client_id IS NULL)
               AS lives
          FROM orders_orderentry e WHERE e.order_id = ANY(%(ids)s::uuid[]) GROUP BY e.order_id) v,
       {tables.APP_CLOCK} app
 WHERE o.id = v.order_id AND o.joined_into_id IS NULL AND (o.deleted_at IS NULL) IS DISTINCT FROM v.lives
"""

WORDS = """
SELECT e.order_id, coalesce(c.source, ''), e.status, e.status_at, e.status_actor
  FROM orders_orderentry e LEFT JOIN core_syncclient c ON c.id = e.client_id
 WHERE e.order_id = ANY(%(ids)s::uuid[]) AND e.deleted_at IS NULL
 UNION ALL
SELECT h.order_id, h.source, h.to_status, h.at, h.status_actor FROM orders_orderstatuschange h
 WHERE h.order_id = ANY(%(ids)s::uuid[]) AND h.stage_guid IS NOT NULL AND NOT h.is_void
"""
STAND = """
UPDATE orders_order o SET status = v.status, status_at = v.at, status_actor = v.actor,
       hold_reason = CASE WHEN v.status = 'on_hold' THEN o.hold_reason ELSE '' END
  FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::text[]) v(id, status, at, actor)
 WHERE o.id = v.id AND (o.status, o.status_at, o.status_actor) IS DISTINCT FROM (v.status, v.at, v.actor::varchar)
"""
LOCK = "SELECT id, status FROM orders_order WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE"
MOVE = """UPDATE orders_order o SET card_id = v.card FROM unnest(%s::uuid[], %s::uuid[]) v(id, card)
    WHERE o.id = v.id"""


@dataclass(frozen=True, slots=True)
class Step:
    """A status that an order had and has."""

    order: uuid.UUID
    before: str
    after: str


def lock(orders: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Locks the orders in one order; returns their statuses as they stand."""
    return dict(tables.ask(LOCK, [tables.uuid_array(set(orders))]))


def settle(orders: Collection[uuid.UUID]) -> list[Step]:
    """Computes these orders from their entries; returns those whose status changed. Lock them before."""
    if not orders:
        return []
    ids = {"ids": tables.uuid_array(set(orders))}
    before = lock(orders)
    cards = dict(tables.ask(TERMS, ids))
    tables.ask(LIVES, ids)
    _hold_moved(cards)
    after = _stand(ids)
    ORDERS_CHANGED.happen({card for card in cards.values() if card is not None})
    return [Step(one, before[one], after[one]) for one in sorted(before) if after.get(one, before[one]) != before[one]]


def _stand(ids: dict[str, str]) -> dict[uuid.UUID, str]:
    """Sets the status on which the books agree; returns it by order."""
    words = words_of(tables.ask(WORDS, ids))
    standing = {order: agreed(newest_of_each(said)) for order, said in words.items()}
    rows = [(order, word.status, word.at, word.actor) for order, word in standing.items() if word is not None]
    if rows:
        tables.ask(STAND, [list(column) for column in zip(*rows, strict=True)])
    return {row[0]: row[1] for row in rows}


def words_of(rows: Iterable[tuple[uuid.UUID, str, str, dt.datetime, str]]) -> dict[uuid.UUID, list[Word]]:
    """What the books say, by order."""
    words: dict[uuid.UUID, list[Word]] = defaultdict(list)
    for order, book, status, at, actor in rows:
        words[order].append(Word(book, status, at, actor))
    return words


def _hold_moved(cards: dict[uuid.UUID, uuid.UUID]) -> None:
    """Orders that a split moved stay moved while their book names the card that it named before."""
    there = moved.held(Order._meta.label, cards)
    if there:
        tables.ask(MOVE, [list(there), list(there.values())])
        cards |= there
