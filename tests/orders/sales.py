"""Purchases and returns for tests."""

import datetime as dt
from typing import Any

from customers.models import Person
from optics_crm.core.models import Salon
from orders import medical
from orders.models import Purchase, PurchaseLine
from tests.customers.people import card_of

GLASSES = (("frame", 1), ("spectacle_lens", 2))


def make_sale(
    person: Person | None, salon: Salon, day: dt.date, lines: tuple[tuple[str, int], ...] = GLASSES, **fields: Any
) -> Purchase:
    """A posted sale (or another kind) with lines (category, quantity), its medical span computed."""
    row = Purchase.objects.create(
        card=card_of(person) if person else None,
        salon=salon,
        number=fields.pop("number", "N-1"),
        sold_at=dt.datetime.combine(day, dt.time(9), dt.UTC),
        sold_on=day,
        total=fields.pop("total", 1000),
        **fields,
    )
    PurchaseLine.objects.bulk_create(
        PurchaseLine(purchase=row, line_no=no, name=category, category=category, qty=qty, price=500, amount=500 * qty)
        for no, (category, qty) in enumerate(lines, start=1)
        if qty
    )
    medical.refresh([row.pk])
    row.refresh_from_db()
    return row


def make_return(
    sale: Purchase, salon: Salon, day: dt.date, lines: tuple[tuple[str, int], ...] = GLASSES, **fields: Any
) -> Purchase:
    """A return of a sale by its line numbers; a quantity of 0 leaves the line with the client."""
    row = make_sale(None, salon, day, lines, kind="return", return_of=sale, **fields)
    sale.refresh_from_db()
    return row
