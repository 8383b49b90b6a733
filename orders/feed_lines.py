"""Lines and payments of purchases and orders as the feed tells them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from optics_crm.core.sync.feed.kinds import Reader

Cells = tuple[Any, ...]
LINE = ("line_no", "product", "name", "category", "qty", "price", "discount", "amount", "warranty_until")
PAYMENT = ("kind", "amount", "paid_at", "fiscal_sign", "certificate_code")


def children(rows: Iterable[Cells]) -> Mapping[UUID, list[Cells]]:
    """Rows by the id of their owner, which is their first cell."""
    found: dict[UUID, list[Cells]] = defaultdict(list)
    for owner, *rest in rows:
        found[owner].append(tuple(rest))
    return found


def told_lines(lines: Sequence[Cells]) -> list[dict[str, Any]]:
    """Lines under the names of the exchange; nothing medical goes out."""
    return [dict(zip(LINE, line, strict=True)) for line in lines]


def told_payments(payments: Sequence[Cells], reader: Reader) -> list[dict[str, Any]]:
    """Payments under the names of the exchange."""
    told = [dict(zip(PAYMENT, payment, strict=True)) for payment in payments]
    return [one | {"paid_at": reader.moment(one["paid_at"])} for one in told]
