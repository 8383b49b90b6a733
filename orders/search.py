"""Purchases in the one search box, by their number."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.models import Person
from optics_crm.core import formats
from optics_crm.core.models import Employee
from optics_crm.core.search import Hit, Query, SearchSource, add_source
from orders.models import Purchase


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


add_source(SearchSource("purchases", _("Purchases"), "purchases.view", find, order=20))
