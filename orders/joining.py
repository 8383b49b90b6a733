"""Which order a book's entry belongs to: several books may tell of one order, by a shared GUID or by the shop's number.

1C and the shop share the GUID of an order that one of them has learnt from us or from the other. Where they do not,
1C's `shop_number` is the number under which the shop knows it. A number that leads to two orders leads to none.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from optics_crm.core.ids import new_id
from optics_crm.core.sync import tables

STRIPES = 256
LOCK_CLASS = 20_403  # of advisory locks: keys of orders
NUMBERS_REPEAT_AFTER = "60 days"

BY_GUID = """
SELECT e.guid, e.order_id FROM orders_orderentry e WHERE e.guid = ANY(%(guids)s::uuid[])
UNION SELECT o.guid, coalesce(o.joined_into_id, o.id) FROM orders_order o WHERE o.guid = ANY(%(guids)s::uuid[])
"""
# numbers of shops begin anew some day: entries of one order are born together
BY_SHOP_KEY = f"""
SELECT DISTINCT k.entry, e.order_id FROM unnest(%(entries)s::uuid[], %(keys)s::text[], %(moments)s::timestamptz[],
       %(explicit)s::boolean[]) k(entry, shop_key, at, is_explicit)
  JOIN orders_orderentry e ON e.shop_key = k.shop_key AND e.shop_key <> ''
   AND (k.is_explicit OR e.shop_number <> '') AND e.client_id IS DISTINCT FROM %(client)s
   AND e.ordered_at BETWEEN k.at - interval '{NUMBERS_REPEAT_AFTER}' AND k.at + interval '{NUMBERS_REPEAT_AFTER}'
"""
TAKEN = "SELECT order_id FROM orders_orderentry WHERE client_id = %s AND order_id = ANY(%s::uuid[])"
LOCK = "SELECT pg_advisory_xact_lock(%s, stripe) FROM unnest(%s::int[]) stripe"


@dataclass(frozen=True, slots=True)
class Told:
    """An entry that looks for its order; `moment` is ISO text, `is_explicit`: the shop's number was said as such. One
    that has an order already looks by its number alone and has no `guid` here.
    """

    entry: uuid.UUID
    guid: uuid.UUID | None
    shop_key: str
    moment: str
    is_explicit: bool


def find(client: uuid.UUID, told: Sequence[Told]) -> dict[uuid.UUID, uuid.UUID]:
    """Entry -> the order that another book has told of. Two transactions that tell of one order come one by one."""
    if not told:
        return {}
    entry_of = {one.guid: one.entry for one in told if one.guid}
    lock_keys([*map(str, entry_of), *(one.shop_key for one in told if one.shop_key)])
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for guid, order in tables.ask(BY_GUID, {"guids": tables.uuid_array(entry_of)}):
        found[entry_of[guid]].add(order)
    by_number = [one for one in told if one.shop_key and one.entry not in found]
    for entry, order in _by_shop_key(client, by_number):
        found[entry].add(order)
    return _free(client, {entry: orders.pop() for entry, orders in found.items() if len(orders) == 1})


def lock_keys(keys: Iterable[str]) -> None:
    """At most 256 locks, always in one order: a bulk door never waits in a circle."""
    stripes = sorted({uuid.uuid5(uuid.NAMESPACE_OID, key).int % STRIPES for key in keys})
    tables.ask(LOCK, [LOCK_CLASS, stripes])


def fresh_orders(entries: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Ids of new orders for entries of which nobody else has told."""
    return {entry: new_id() for entry in entries}


def _by_shop_key(client: uuid.UUID, told: Sequence[Told]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    if not told:
        return []
    params = {
        "entries": tables.uuid_array(one.entry for one in told),
        "keys": [one.shop_key for one in told],
        "moments": [one.moment for one in told],
        "explicit": [one.is_explicit for one in told],
        "client": client,
    }
    return [(entry, order) for entry, order in tables.ask(BY_SHOP_KEY, params)]


def _free(client: uuid.UUID, found: dict[uuid.UUID, uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """An order holds one entry of a book: the first that found it."""
    if not found:
        return {}
    taken = {order for (order,) in tables.ask(TAKEN, [client, tables.uuid_array(found.values())])}
    free: dict[uuid.UUID, uuid.UUID] = {}
    for entry, order in sorted(found.items()):
        if order not in taken:
            free[entry] = order
            taken.add(order)
    return free
