"""Where a product lies and how many of it are free."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from optics_crm.core.models import Salon
from orders.models import Product, Reservation, Stock

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Shelf:
    """A product in a salon: how many there are, how many of them are spoken for, and when the book said so.

    `asked` are those that were asked for here and of which the book does not know yet.
    """

    salon: Salon
    qty: Decimal
    reserved: Decimal
    asked: Decimal
    at: dt.datetime

    @property
    def free(self) -> Decimal:
        return max(NOTHING, self.qty - self.reserved - self.asked)


def shelves_of(product: Product, *, near: uuid.UUID | None = None) -> list[Shelf]:
    """The salons that have the product: the user's own first, then those with the most. Two queries."""
    rows = Stock.objects.filter(product=product, deleted_at=None).exclude(qty=0, reserved=0).select_related("salon")
    asked = asked_for([product.pk])
    shelves = [
        Shelf(row.salon, row.qty, row.reserved, asked.get((product.pk, row.salon_id), NOTHING), row.at)
        for row in rows.filter(salon__closed_on=None, salon__deleted_at=None)
    ]
    return sorted(shelves, key=lambda shelf: (shelf.salon.pk != near, -shelf.free, shelf.salon.name))


def asked_for(products: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], Decimal]:
    """What was asked for and not answered yet, by product and salon."""
    rows = Reservation.objects.live().filter(product__in=products, status=Reservation.Status.REQUESTED)
    found = rows.values_list("product", "from_salon").annotate(qty=Sum("qty"))
    return {(product, salon): qty for product, salon, qty in found}


def free_in_chain(products: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[Decimal, int]]:
    """How many of each product the chain has free by the books, and in how many salons. One query."""
    rows = Stock.objects.filter(product__in=products, deleted_at=None, qty__gt=0)
    found: dict[uuid.UUID, tuple[Decimal, int]] = {}
    for product, qty, reserved in rows.values_list("product", "qty", "reserved"):
        free = max(NOTHING, qty - reserved)
        total, salons = found.get(product, (NOTHING, 0))
        found[product] = (total + free, salons + bool(free))
    return found
