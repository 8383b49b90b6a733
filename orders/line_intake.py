"""Lines and payments of many purchases or orders of the exchange, replaced whole."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from msgspec import UNSET

from customers.moments import PRESCRIPTIONS_MET
from optics_crm.core.sync import copying, meetings, tables
from optics_crm.core.sync.kinds import Batch, Work

LINE = (
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
PAYMENT = ("kind", "amount", "paid_at", "fiscal_sign", "certificate_code")
BLANK = f"{copying.NULL}\t{copying.NULL}"


def replace_lines(table: str, owner: str, works: Sequence[Work[Any]], batch: Batch) -> None:
    """Writes the lines of works that tell some; `owner` is the column of the table that names the work's row."""
    told = [work for work in works if work.data.lines is not UNSET]
    tables.remove(table, owner, [work.id for work in told if not work.is_new])
    prescriptions = _prescriptions(told)
    lines = (line for work in told for line in _lines(work, batch, prescriptions))
    if told:
        copying.copy_lines(table, (owner, *LINE), lines)


def replace_payments(table: str, owner: str, works: Sequence[Work[Any]]) -> None:
    """The same for payments."""
    told = [work for work in works if work.data.payments is not UNSET]
    tables.remove(table, owner, [work.id for work in told if not work.is_new])
    if told:
        copying.copy(table, (owner, *PAYMENT), (row for work in told for row in _payment_rows(work)))


def _lines(work: Work[Any], batch: Batch, prescriptions: dict[UUID, UUID]) -> Iterator[str]:
    """The lines as COPY reads them, behind the id of their owner in the order of LINE."""
    products, cell, text = batch.found.get("product", {}), copying.cell, copying.text
    owner = work.id.hex
    for line in work.data.lines or ():
        product = products[line.product].hex if line.product else copying.NULL
        glass = f"{line.prescription.hex}\t{cell(prescriptions.get(line.prescription))}" if line.prescription else BLANK
        yield (
            f"{owner}\t{line.line_no}\t{product}\t{text(line.name)}\t{line.category or ''}\t{line.qty!s}"
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
    guids = {line.prescription for work in works for line in work.data.lines or () if line.prescription}
    if not guids:
        return {}
    found = dict(
        tables.ask(
            "SELECT guid, id FROM customers_prescription WHERE guid = ANY(%s::uuid[]) ORDER BY id",
            [tables.uuid_array(guids)],
        )
    )
    meetings.expect(PRESCRIPTIONS_MET, guids - found.keys())
    return found
