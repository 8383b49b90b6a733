"""Purchases to choose from in a split."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from customers.identity.split_rows import SplitRow, grown_on, rows_of
from customers.models import Card
from optics_crm.core import formats
from orders.models import Purchase

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
