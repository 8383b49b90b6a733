"""What follows when many purchases were written at once: lines, payments, medical glasses, moments, news."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from customers.moments import EXAMS_MET
from optics_crm.core.sync import meetings, tables, telling
from optics_crm.core.sync.kinds import Batch, Work
from orders import certificate_payments, events, line_intake, medical
from orders.moments import ORDERS_MET, PURCHASES_CHANGED, PURCHASES_MET

CATEGORIES = "categories of products"


def medical_on(data: Any, row: dict[str, Any], batch: Batch) -> dt.date | None:
    """What `orders.medical` would find for a purchase that is just born: written with the row, it saves another one."""
    if data.kind == "return" or data.is_posted is False:
        return None
    if not any(_category(line, batch) == "spectacle_lens" for line in data.lines):
        return None
    return medical.day_of_fresh_sale(row["sold_on"], row.get("handed_over_on"))


def _category(line: Any, batch: Batch) -> str:
    """A line's category, else its product's; the products' are read once per batch."""
    if line.category or not line.product:
        return line.category or ""
    known = batch.found.setdefault(CATEGORIES, {})
    if line.product not in known:
        products = batch.found["product"]
        rows = tables.ask(
            "SELECT id, category FROM orders_product WHERE id = ANY(%s::uuid[])", [tables.uuid_array(products.values())]
        )
        by_id = dict(rows)
        known |= {guid: by_id[row_id] for guid, row_id in products.items()}
    return str(known[line.product])


ORDERS = """SELECT guid, order_id FROM orders_orderentry WHERE guid = ANY(%(guids)s::uuid[])
    UNION SELECT guid, id FROM orders_order WHERE guid = ANY(%(guids)s::uuid[]) AND joined_into_id IS NULL"""


def tie_to_orders(works: Sequence[Work[Any]]) -> None:
    """Soft references to orders; an order that comes later ties the purchases that wait for it."""
    told = [work for work in works if "order_guid" in work.row]
    guids = {work.data.order for work in told if work.data.order}
    found = dict(tables.ask(ORDERS, {"guids": tables.uuid_array(guids)})) if guids else {}
    for work in told:
        if not work.is_new or work.data.order in found:
            work.row["order_id"] = found.get(work.data.order)


def settle(works: Sequence[Work[Any]], batch: Batch) -> None:
    """Replaces lines and payments whole, recomputes medical glasses, lets the moment happen and says the news."""
    line_intake.replace_lines("orders_purchaseline", "purchase_id", works, batch)
    line_intake.replace_payments("orders_payment", "purchase_id", works)
    certificate_payments.settle(works, batch)
    _recompute(works)
    _expect(works)
    PURCHASES_CHANGED.happen(_cards(works))
    _say(works, batch)


def _recompute(works: Sequence[Work[Any]]) -> None:
    """A sale that is just born came with its day and has no returns: only its right is missing."""
    born = [work for work in works if work.is_new and work.data.kind != "return"]
    medical.grant_fresh([work.id for work in born if work.row["medical_on"] is not None])
    if len(born) < len(works):
        others = {work.id for work in works} - {work.id for work in born}
        left = {work.before["return_of_id"] for work in works if work.before.get("return_of_id")}
        medical.refresh(others | left)


def _expect(works: Sequence[Work[Any]]) -> None:
    """What these purchases name and was not here before may be written just now, as may whoever names them."""
    meetings.expect(PURCHASES_MET, {work.guid for work in works if work.is_new})
    for moment, guid, found in ((EXAMS_MET, "exam_guid", "exam_id"), (ORDERS_MET, "order_guid", "order_id")):
        wait = {work.row[guid] for work in works if work.row.get(guid) and not work.row.get(found)}
        meetings.expect(moment, wait)


def settle_deleted(ids: Collection[UUID], batch: Batch) -> None:
    """The same for purchases that became tombstones."""
    medical.refresh(ids)
    rows = tables.ask(
        "SELECT DISTINCT card_id FROM orders_purchase WHERE id = ANY(%s::uuid[]) AND card_id IS NOT NULL", [list(ids)]
    )
    PURCHASES_CHANGED.happen({card for (card,) in rows})
    telling.say_deleted(events.PURCHASE_DELETED, {"purchase": ids}, batch)


def _cards(works: Sequence[Work[Any]]) -> set[UUID]:
    now = {work.row.get("card_id") for work in works}
    before = {work.before.get("card_id") for work in works}
    return {card for card in now | before if card is not None}


def _say(works: Sequence[Work[Any]], batch: Batch) -> None:
    for code, some in (
        (events.PURCHASE_RECORDED, [work for work in works if work.is_new]),
        (events.PURCHASE_CHANGED, [work for work in works if not work.is_new]),
    ):
        telling.say(code, some, _ids, lambda work: batch.is_news(work.row["sold_on"]), batch)


def _ids(works: Sequence[Work[Any]]) -> dict[str, Any]:
    return {"purchase": [work.id for work in works], "card": sorted(_cards(works))}
