"""Purchases and orders in the one search box, by their number."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.models import Person
from optics_crm.core import formats
from optics_crm.core.models import Employee
from optics_crm.core.search import Hit, Query, SearchSource, add_source
from orders.models import Order, Purchase
from orders.statuses import STATUSES


def find(user: Employee, query: Query, limit: int) -> Iterator[Hit]:
    """Purchases of that very number whose customer the user may open."""
    numbers = {query.text.upper(), query.text, query.switched.upper()}
    rows = Purchase.objects.live().filter(number__in=numbers, card__person__in=Person.objects.visible_to(user))
    for row in rows.select_related("card__person", "salon").order_by("-sold_at")[:limit]:
        if row.card is not None:
            yield Hit(
                title=f"{row.number} · {row.card.person.full_name}",
                url=reverse("customers:person", args=[row.card.person_id]) + "?kind=purchase",
                sub=f"{formats.moment(row.sold_at)} · {formats.money(row.total)} · {row.salon}",
                icon="receipt",
            )


def find_orders(user: Employee, query: Query, limit: int) -> Iterator[Hit]:
    """Orders of that very number, ours or the shop's, that the user may open."""
    numbers = {query.text.upper(), query.text, query.switched.upper()}
    rows = Order.objects.visible_to(user).filter(Q(number__in=numbers) | Q(shop_number__in=numbers))
    for row in rows.select_related("card__person", "salon").order_by("-ordered_at")[:limit]:
        parts = [str(STATUSES[row.status].label), formats.moment(row.ordered_at), str(row.salon or "")]
        name = f" · {row.card.person.full_name}" if row.card else ""
        yield Hit(
            title=f"{row}{name}",
            url=reverse("orders:order", args=[row.pk]),
            sub=" · ".join(part for part in parts if part),
            icon="clipboard-list",
        )


add_source(SearchSource("orders", _("Orders"), "orders.view", find_orders, order=18))
add_source(SearchSource("purchases", _("Purchases"), "purchases.view", find, order=20))
