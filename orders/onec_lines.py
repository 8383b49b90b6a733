"""Lines and payments as purchases and orders of the exchange tell them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.values import (
    OptDay,
    OptMoment,
    OptNumber,
    OptUuid,
    Reading,
    Str40,
    Str60,
    Str300,
    money,
    number,
)
from orders.onec_product import CategoryCode

QTY_LIMIT = Decimal("9999999.999")
LINES_LIMIT = 1000
PLAIN = Decimal(1_000_000)  # below every limit


class LineShape(Struct):
    """One line."""

    line_no: Annotated[int, Meta(ge=0, le=32767)]
    name: Str300
    qty: Decimal
    price: Decimal
    amount: Decimal
    product: OptUuid = UNSET
    category: CategoryCode | None | UnsetType = UNSET
    discount: OptNumber = UNSET
    prescription: OptUuid = UNSET
    warranty_until: OptDay = UNSET


class PaymentShape(Struct):
    """One payment."""

    kind: Literal["cash", "card", "sbp", "certificate", "bonus", "credit"]
    amount: Decimal
    paid_at: OptMoment = UNSET
    fiscal_sign: Str60 | int | None | UnsetType = UNSET
    certificate_code: Str40 | None | UnsetType = UNSET


def opt_money(value: Decimal | None | UnsetType, pointer: str) -> Decimal | None | UnsetType:
    """Roubles that may be absent or empty."""
    return money(value, pointer) if isinstance(value, Decimal) else value


def check_lines(lines: Sequence[LineShape]) -> None:
    """Numbers that fit, each line once; raises the Fault of the first mistake."""
    if len({line.line_no for line in lines}) == len(lines) and all(map(_is_plain, lines)):
        return
    seen = set()
    for place, line in enumerate(lines):
        at = f"/lines/{place}"
        if line.line_no in seen:
            raise Fault("duplicate_line", f"{at}/line_no", line.line_no)
        seen.add(line.line_no)
        number(line.qty, f"{at}/qty", QTY_LIMIT)
        money(line.price, f"{at}/price")
        money(line.amount, f"{at}/amount")
        if isinstance(line.discount, Decimal):
            money(line.discount, f"{at}/discount")


def _is_plain(line: LineShape) -> bool:
    """The quick look that nearly every line passes; the others are looked at number by number."""
    try:
        return not line.discount and 0 <= line.price < PLAIN and 0 <= line.amount < PLAIN and 0 <= line.qty < PLAIN
    except InvalidOperation:
        return False


def check_payments(payments: Sequence[PaymentShape], reading: Reading) -> None:
    """Amounts that fit; moments are made those of UTC."""
    for place, payment in enumerate(payments):
        money(payment.amount, f"/payments/{place}/amount")
        if isinstance(payment.paid_at, dt.datetime):
            payment.paid_at = reading.past_moment(payment.paid_at, f"/payments/{place}/paid_at")
