"""What follows when many purchases were written at once: lines, payments, medical glasses, moments, news."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from msgspec import UNSET

from optics_crm.core import news
from optics_crm.core.sync import tables
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
    "prescription_id",
    "prescription_guid",
    "warranty_until",
)
PAYMENT = ("purchase_id", "kind", "amount", "paid_at", "fiscal_sign", "certificate_code")


def likely_medical_on(data: Any, row: dict[str, Any]) -> dt.date | None:
    """The day that `orders.medical` will nearly always find: written with the row, it saves a second version of it."""
    if data.kind == "return" or data.is_posted is False:
        return None
    if not any(line.category == "spectacle_lens" for line in data.lines):
        return None
    handed: dt.date | None = row.get("handed_over_on")
    return handed or row["sold_on"]


def settle(works: Sequence[Work[Any]], batch: Batch) -> None:
    """Replaces lines and payments whole, recomputes medical glasses, lets the moment happen and says the news."""
    known = [work.id for work in works if not work.is_new]
    tables.remove("orders_purchaseline", "purchase_id", known)
    prescriptions = _prescriptions(works)
    tables.insert(
        "orders_purchaseline",
        LINE,
        [row for work in works for row in _line_rows(work, batch, prescriptions)],
    )
    paid = [work for work in works if work.data.payments is not UNSET]
    tables.remove("orders_payment", "purchase_id", [work.id for work in paid if not work.is_new])
    tables.insert("orders_payment", PAYMENT, [row for work in paid for row in _payment_rows(work)])
    left = {work.before["return_of_id"] for work in works if work.before.get("return_of_id")}
    medical.refresh({work.id for work in works} | left)
    PURCHASES_CHANGED.happen(_cards(works))
    _say(works, batch)


def settle_deleted(ids: Collection[UUID]) -> None:
    """The same for purchases that became tombstones."""
    medical.refresh(ids)
    rows = tables.ask(
        "SELECT DISTINCT card_id FROM orders_purchase WHERE id = ANY(%s::uuid[]) AND card_id IS NOT NULL", [list(ids)]
    )
    PURCHASES_CHANGED.happen({card for (card,) in rows})


def _cards(works: Sequence[Work[Any]]) -> set[UUID]:
    now = {work.row.get("card_id") for work in works}
    before = {work.before.get("card_id") for work in works}
    return {card for card in now | before if card is not None}


def _line_rows(work: Work[Any], batch: Batch, prescriptions: dict[UUID, UUID]) -> list[dict[str, Any]]:
    products = batch.found.get("product", {})
    return [
        {
            "purchase_id": work.id,
            "line_no": line.line_no,
            "product_id": products[line.product] if line.product else None,
            "name": line.name,
            "category": line.category or "",
            "qty": line.qty,
            "price": line.price,
            "discount": line.discount or 0,
            "amount": line.amount,
            "prescription_id": prescriptions.get(line.prescription) if line.prescription else None,
            "prescription_guid": line.prescription or None,
            "warranty_until": line.warranty_until or None,
        }
        for line in work.data.lines
    ]


def _payment_rows(work: Work[Any]) -> list[dict[str, Any]]:
    return [
        {
            "purchase_id": work.id,
            "kind": payment.kind,
            "amount": payment.amount,
            "paid_at": payment.paid_at or None,
            "fiscal_sign": str(payment.fiscal_sign or "")[:60],
            "certificate_code": payment.certificate_code or "",
        }
        for payment in work.data.payments or ()
    ]


def _prescriptions(works: Sequence[Work[Any]]) -> dict[UUID, UUID]:
    """Soft references: a prescription is known through its exam, which may come later."""
    guids = {line.prescription for work in works for line in work.data.lines if line.prescription}
    if not guids:
        return {}
    return dict(
        tables.ask(
            "SELECT guid, id FROM customers_prescription WHERE guid = ANY(%s::uuid[]) ORDER BY id", [list(guids)]
        )
    )


def _say(works: Sequence[Work[Any]], batch: Batch) -> None:
    told = [work for work in works if batch.is_news(work.row["sold_on"])]
    for code, some in (
        (events.PURCHASE_RECORDED, [work for work in told if work.is_new]),
        (events.PURCHASE_CHANGED, [work for work in told if not work.is_new]),
    ):
        if some:
            ids = {"purchase": [work.id for work in some], "card": sorted(_cards(some))}
            news.say(code, ids, origin=batch.client.source)
