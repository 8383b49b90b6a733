"""What goes before and follows when many entries of orders are written at once."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from customers.moments import EXAMS_MET
from optics_crm.core import news
from optics_crm.core.sync import meetings, tables
from optics_crm.core.sync.kinds import Batch, Work
from orders import events, joining, line_intake, settling, soft_references
from orders.absorbing import absorb
from orders.moments import ORDERS_MET
from orders.order_history import Promise, Step, add_promises, add_steps

ENTRIES = "SELECT DISTINCT order_id FROM orders_orderentry WHERE id = ANY(%s::uuid[])"
CARDS = "SELECT id, card_id FROM orders_order WHERE id = ANY(%s::uuid[]) AND card_id IS NOT NULL"
TEXTS = dict.fromkeys(settling.TEXTS, "")


def find_orders(works: Sequence[Work[Any]], batch: Batch) -> None:
    """Names the order of every new entry, and of entries whose shop's number has changed: another book's, or a new one.

    `batch.found["new orders"]` keeps the ids of those that are to be made.
    """
    looking = [work for work in works if work.is_new or _is_renumbered(work)]
    found = joining.find(batch.client.pk, [_told(work) for work in looking])
    made = joining.fresh_orders([work.id for work in works if work.is_new and work.id not in found])
    for work in works:
        kept = work.before.get("order_id")
        work.row["order_id"] = found.get(work.id) or kept or made[work.id]
    batch.found.setdefault("new orders", {}).update({order: order for order in made.values()})


def settle_entries(works: Sequence[Work[Any]], batch: Batch) -> None:
    """Makes new orders, replaces lines and payments, computes the orders, writes their history and says the news."""
    born = [work for work in works if work.row["order_id"] in batch.found["new orders"]]
    tables.insert("orders_order", ["id", *TEXTS, "status", "status_at", "status_actor"], _rows(born), dated=True)
    line_intake.replace_lines("orders_orderline", "entry_id", works, batch)
    line_intake.replace_payments("orders_orderpayment", "entry_id", works)
    left, gone = absorb({work.before["order_id"]: work.row["order_id"] for work in works if _has_moved(work)})
    steps = settling.settle({work.row["order_id"] for work in works} | left)
    add_steps([_step(work, batch) for work in works if _says_a_step(work)])
    add_promises(list(_promises(works, batch)))
    soft_references.tie_purchases([work.id for work in works if work.is_new])
    meetings.expect(ORDERS_MET, {work.guid for work in works if work.is_new})
    meetings.expect(EXAMS_MET, {work.data.exam for work in works if isinstance(work.data.exam, UUID)})
    _say(works, {work.row["order_id"] for work in born}, {step.order for step in steps}, batch)
    say_orders(events.ORDER_CHANGED, left | gone, batch.client.source, quiet=batch.is_history)


def settle_deleted(ids: Collection[UUID], batch: Batch) -> None:
    """The same for entries that became tombstones: an order lives while a book tells of it."""
    orders = [order for (order,) in tables.ask(ENTRIES, [tables.uuid_array(ids)])]
    settling.settle(orders)
    say_orders(events.ORDER_CHANGED, orders, batch.client.source, quiet=batch.is_history)


def _is_renumbered(work: Work[Any]) -> bool:
    key = work.row.get("shop_key")
    return bool(key) and key != work.before.get("shop_key")


def _told(work: Work[Any]) -> joining.Told:
    row = work.row
    return joining.Told(
        work.id,
        work.guid if work.is_new else None,
        row.get("shop_key") or "",
        row["ordered_at"].isoformat(),
        bool(row.get("shop_number") or work.before.get("shop_number")),
    )


def _has_moved(work: Work[Any]) -> bool:
    return not work.is_new and work.before["order_id"] != work.row["order_id"]


def _rows(works: Sequence[Work[Any]]) -> list[dict[str, Any]]:
    """New orders with nothing but their status: the rest is computed from the entries."""
    return [
        {
            "id": work.row["order_id"],
            "status": work.row["status"],
            "status_at": work.row["status_at"],
            "status_actor": "",
            **TEXTS,
        }
        for work in works
    ]


def _says_a_step(work: Work[Any]) -> bool:
    said = work.row["status"], work.row["status_at"]
    return said != (work.before.get("status"), work.before.get("status_at"))


def _step(work: Work[Any], batch: Batch) -> Step:
    row = work.row
    return Step(
        row["order_id"],
        row["status"],
        row["status_at"],
        source=batch.client.source,
        made_by=row.get("status_actor") or "",
        comment=row.get("cancel_reason") or "" if row["status"] == "cancelled" else "",
    )


def _promises(works: Sequence[Work[Any]], batch: Batch) -> Iterator[Promise]:
    """A day that a book promises first or anew. The first was said with the order, a new one when it is told."""
    for work in works:
        day = work.row.get("promised_on")
        if isinstance(day, dt.date) and day != work.before.get("promised_on"):
            at = work.row["ordered_at"] if work.is_new else batch.reading.now
            yield Promise(work.row["order_id"], day, at, source=batch.client.source)


def _say(works: Sequence[Work[Any]], born: set[UUID], stepped: set[UUID], batch: Batch) -> None:
    """News of what is recent; what is history is told to the other books alone."""
    orders = {work.row["order_id"] for work in works}
    placed = {work.row["order_id"] for work in works if batch.is_news(_day_of(work, batch, "ordered_at"))}
    moved = {work.row["order_id"] for work in works if batch.is_news(_day_of(work, batch, "status_at"))}
    for code, some, fresh, changed in (
        (events.ORDER_PLACED, born, placed, ()),
        (events.ORDER_STATUS_CHANGED, stepped - born, moved, ("status",)),
        (events.ORDER_CHANGED, orders - born - stepped, moved, ()),
    ):
        say_orders(code, some & fresh, batch.client.source, changed=changed)
        say_orders(code, some - fresh, batch.client.source, changed=changed, quiet=True)


def _day_of(work: Work[Any], batch: Batch, column: str) -> dt.date:
    at: dt.datetime = work.row[column]
    return at.astimezone(batch.reading.zone).date()


def say_orders(
    code: str, orders: Iterable[UUID], source: str, *, changed: Sequence[str] = (), quiet: bool = False
) -> None:
    """Says one piece of news about these orders and their cards."""
    ids = sorted(orders)
    if ids:
        cards = sorted({card for _order, card in tables.ask(CARDS, [tables.uuid_array(ids)])})
        news.say(code, {"order": ids, "card": cards}, origin=source, changed=changed, quiet=quiet)
