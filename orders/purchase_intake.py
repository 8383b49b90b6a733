"""What follows when many purchases were written at once: lines, payments, medical glasses, moments, news."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from msgspec import UNSET

from optics_crm.core.sync import copying, tables, telling
from optics_crm.core.sync.kinds import Batch, Work
from orders import events, medical
from orders.moments import PURCHASES_CHANGED

LINE = (
    "purchase_id",
    "line_no",
    "product_id",
    "name",
    "category",
    "qty",
    "price",
    "discount",
    "amount",
    "prescription_guid",
    "prescription_id",
    "warranty_until",
)
BLANK = f"{copying.NULL}\t{copying.NULL}"
CATEGORIES = "categories of products"
PAYMENT = ("purchase_id", "kind", "amount", "paid_at", "fiscal_sign", "certificate_code")


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


def settle(works: Sequence[Work[Any]], batch: Batch) -> None:
    """Replaces lines and payments whole, recomputes medical glasses, lets the moment happen and says the news."""
    tables.remove("orders_purchaseline", "purchase_id", [work.id for work in works if not work.is_new])
    prescriptions = _prescriptions(works)
    lines = (line for work in works for line in _lines(work, batch, prescriptions))
    copying.copy_lines("orders_purchaseline", LINE, lines)
    _pay([work for work in works if work.data.payments is not UNSET])
    _recompute(works)
    PURCHASES_CHANGED.happen(_cards(works))
    _say(works, batch)


def _pay(works: Sequence[Work[Any]]) -> None:
    tables.remove("orders_payment", "purchase_id", [work.id for work in works if not work.is_new])
    if works:
        copying.copy("orders_payment", PAYMENT, (row for work in works for row in _payment_rows(work)))


def _recompute(works: Sequence[Work[Any]]) -> None:
    """A sale that is just born came with its day and has no returns: only its right is missing."""
    born = [work for work in works if work.is_new and work.data.kind != "return"]
    medical.grant_fresh([work.id for work in born if work.row["medical_on"] is not None])
    if len(born) < len(works):
        others = {work.id for work in works} - {work.id for work in born}
        left = {work.before["return_of_id"] for work in works if work.before.get("return_of_id")}
        medical.refresh(others | left)


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


def _lines(work: Work[Any], batch: Batch, prescriptions: dict[UUID, UUID]) -> Iterator[str]:
    """The lines as COPY reads them, in the order of LINE."""
    products, cell, text = batch.found.get("product", {}), copying.cell, copying.text
    purchase = work.id.hex
    for line in work.data.lines:
        product = products[line.product].hex if line.product else copying.NULL
        glass = f"{line.prescription.hex}\t{cell(prescriptions.get(line.prescription))}" if line.prescription else BLANK
        yield (
            f"{purchase}\t{line.line_no}\t{product}\t{text(line.name)}\t{line.category or ''}\t{line.qty!s}"
            f"\t{line.price!s}\t{line.discount or 0!s}\t{line.amount!s}\t{glass}"
            f"\t{line.warranty_until or copying.NULL!s}\n"
        )


def _payment_rows(work: Work[Any]) -> list[tuple[Any, ...]]:
    return [
        (
            work.id,
            payment.kind,
            payment.amount,
            payment.paid_at or None,
            str(payment.fiscal_sign or "")[:60],
            payment.certificate_code or "",
        )
        for payment in work.data.payments or ()
    ]


def _prescriptions(works: Sequence[Work[Any]]) -> dict[UUID, UUID]:
    """Soft references: a prescription is known through its exam, which may come later."""
    guids = {line.prescription for work in works for line in work.data.lines if line.prescription}
    if not guids:
        return {}
    return dict(
        tables.ask(
            "SELECT guid, id FROM customers_prescription WHERE guid = ANY(%s::uuid[]) ORDER BY id",
            [tables.uuid_array(guids)],
        )
    )


def _say(works: Sequence[Work[Any]], batch: Batch) -> None:
    for code, some in (
        (events.PURCHASE_RECORDED, [work for work in works if work.is_new]),
        (events.PURCHASE_CHANGED, [work for work in works if not work.is_new]),
    ):
        telling.say(code, some, _ids, lambda work: batch.is_news(work.row["sold_on"]), batch)


def _ids(works: Sequence[Work[Any]]) -> dict[str, Any]:
    return {"purchase": [work.id for work in works], "card": sorted(_cards(works))}
