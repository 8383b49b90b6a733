"""Purchases and orders to choose from in a split."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from customers.identity.split_rows import SplitRow, grown_on, rows_of
from customers.models import Card
from optics_crm.core import clock, formats
from orders.models import Order, Purchase
from orders.statuses import STATUSES

CHILDS = re.compile(r"\bдетск", re.IGNORECASE)


@rows_of("purchase", capability="purchases.view")
def purchases(card: Card) -> Iterable[SplitRow]:
    """Sales with what was in them (returns go with their sale); a grown-up's card with a child's frame is noticed."""
    rows = Purchase.objects.live().filter(card=card, is_posted=True, kind=Purchase.Kind.SALE)
    for row in rows.select_related("salon").prefetch_related("lines"):
        names = [line.name for line in row.lines.all()]
        childs = any(CHILDS.search(name) for name in names) and grown_on(card, row.sold_on)
        yield SplitRow(
            "purchase",
            row.pk,
            row.sold_on,
            "eyeglass" if row.medical_on else "shopping-bag",
            _("Medical glasses") if row.medical_on else _("Purchase"),
            " · ".join([", ".join(names), formats.money(row.total), str(row.salon)]),
            _("a child's frame on a grown-up's card") if childs else "",
        )


@rows_of("order", capability="orders.view")
def orders(card: Card) -> Iterable[SplitRow]:
    """Orders that have not become a purchase yet (the others go with it)."""
    rows = Order.objects.live().filter(card=card, purchases__isnull=True)
    rows = rows.select_related("salon", "lines_from")
    for row in rows.prefetch_related("lines_from__lines"):
        names = [line.name for line in row.lines_from.lines.all()] if row.lines_from else []
        day = row.ordered_on or clock.today()
        childs = any(CHILDS.search(name) for name in names) and grown_on(card, day)
        yield SplitRow(
            "order",
            row.pk,
            day,
            "clipboard-list",
            _("Order"),
            " · ".join([str(row), ", ".join(names), str(STATUSES[row.status].label)]),
            _("a child's frame on a grown-up's card") if childs else "",
        )
