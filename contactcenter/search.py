"""Tickets by their number, calls by the number they came from, in the one search box."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contactcenter.calls.shown import face_of, icon_of
from contactcenter.models import Call, Ticket
from optics_crm.core import formats, phones
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


def find_calls(user: Employee, query: Query, limit: int) -> Iterator[Hit]:
    """The latest calls with a number, typed whole in any spelling."""
    if not query.phone:
        return
    rows = Call.objects.visible_to(user).filter(phone=query.phone).select_related("person", "answered_by")
    for row in rows.order_by("-started_at", "-pk")[:limit]:
        operator = formats.short_name(row.answered_by.full_name) if row.answered_by else ""
        client = formats.short_name(row.person.full_name) if row.person else ""
        yield Hit(
            title=f"{formats.moment(row.started_at)} · {phones.mask(row.phone)}",
            url=reverse("contactcenter:call", args=[row.pk]),
            sub=" · ".join(part for part in (row.get_direction_display(), client, operator) if part),
            icon=icon_of(row),
            status=("call", face_of(row)),
        )


add_source(SearchSource("calls", _("Calls"), "calls.view", find_calls, order=40))
