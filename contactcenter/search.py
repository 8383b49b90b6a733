"""Tickets by their number in the one search box."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contactcenter.models import Ticket
from optics_crm.core import formats
from optics_crm.core.models import Employee
from optics_crm.core.search import Hit, Query, SearchSource, add_source


def find(user: Employee, query: Query, limit: int) -> Iterator[Hit]:
    """Tickets of that very number."""
    numbers = {query.text.upper(), query.text, query.switched.upper()}
    rows = Ticket.objects.visible_to(user).filter(number__in=numbers).select_related("card__person", "salon")
    for row in rows.order_by("-opened_at")[:limit]:
        yield Hit(
            title=f"{row.number} · {formats.short_name(row.card.person.full_name)}",
            url=reverse("contactcenter:ticket", args=[row.pk]),
            sub=" · ".join(part for part in (row.get_kind_display(), row.item, str(row.salon)) if part),
            icon="tool",
            status=("ticket", row.stage),
        )


add_source(SearchSource("tickets", _("Tickets"), "tickets.view", find, order=30))
