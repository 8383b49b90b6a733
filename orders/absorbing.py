"""An order that turns out to be another book's entry of an order that stands: what becomes of it."""

import uuid
from collections.abc import Mapping

from optics_crm.core.sync import tables
from orders.order_history import count_promises

PAIRS = "unnest(%s::uuid[], %s::uuid[]) v(gone, heir)"
LOCK = "SELECT id FROM orders_order WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE"
STILL_TOLD = """SELECT DISTINCT order_id FROM orders_orderentry
    WHERE order_id = ANY(%s::uuid[]) AND client_id IS NOT NULL"""

# what was done here goes over, and whatever points to the order; its history is told of both
ABSORB = (
    f"""UPDATE orders_orderentry e SET order_id = v.heir FROM {PAIRS} WHERE e.order_id = v.gone
        AND NOT EXISTS (SELECT 1 FROM orders_orderentry o WHERE o.order_id = v.heir AND o.client_id IS NULL)""",
    f"""INSERT INTO orders_orderstatuschange (id, order_id, from_status, to_status, at, source, status_actor, actor_id,
                                              comment, stage_guid)
        SELECT app_uuid7(), v.heir, h.from_status, h.to_status, h.at, h.source, h.status_actor, h.actor_id, h.comment,
               h.stage_guid
          FROM {PAIRS} JOIN orders_orderstatuschange h ON h.order_id = v.gone
         WHERE NOT h.is_void ON CONFLICT DO NOTHING""",
    f"""INSERT INTO orders_orderpromise (id, order_id, promised_on, said_at, source, actor_id, reason)
        SELECT app_uuid7(), v.heir, p.promised_on, p.said_at, p.source, p.actor_id, p.reason
          FROM {PAIRS} JOIN orders_orderpromise p ON p.order_id = v.gone""",
    f"UPDATE orders_purchase p SET order_id = v.heir FROM {PAIRS} WHERE p.order_id = v.gone",
    f"UPDATE orders_order o SET joined_into_id = v.heir FROM {PAIRS} WHERE o.joined_into_id = v.gone",
    f"""UPDATE orders_order o SET joined_into_id = v.heir, deleted_at = coalesce(o.deleted_at, app_now()),
               updated_at = app_now() FROM {PAIRS} WHERE o.id = v.gone""",
)


def absorb(moved: Mapping[uuid.UUID, uuid.UUID]) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """Order -> the order to which an entry of it has just gone. Where that was the last one, the order is absorbed.

    Returns the orders that stay, because another book still tells of them, and those that are gone.
    """
    if not moved:
        return set(), set()
    tables.ask(LOCK, [tables.uuid_array({*moved, *moved.values()})])
    staying = {order for (order,) in tables.ask(STILL_TOLD, [tables.uuid_array(moved)])}
    gone = [order for order in moved if order not in staying]
    if gone:
        heirs = [moved[order] for order in gone]
        for statement in ABSORB:
            tables.ask(statement, [gone, heirs])
        count_promises(heirs)
    return staying, set(gone)
