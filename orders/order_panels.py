"""Orders and what is put aside in a dossier: the open ones at its right, all on the line, a dot for the ready."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.dossier import Dossier, Line, Look, panel, timeline_source, waiting
from optics_crm.core import formats
from orders.answers import answer, is_late
from orders.models import Order, Reservation
from orders.statuses import READY, STATUSES

SHOWN = 8
LAST_FOR_OPERATORS = 3


@panel(
    "orders.open",
    gettext_lazy("Orders"),
    "clipboard-list",
    place="right",
    order=10,
    capability="orders.view",
    template="orders/_open_orders.html",
)
def open_orders(dossier: Dossier) -> Mapping[str, Any]:
    """Where each open order is, in the words for the client, the late ones first; and what is put aside."""
    rows = Order.objects.open().filter(card__person__in=dossier.ids)
    found = list(rows.select_related("salon", "delivery_salon", "card__person").order_by("-ordered_at")[:SHOWN])
    found.sort(key=lambda row: not is_late(row, dossier.today))
    aside = Reservation.objects.open().filter(card__person__in=dossier.ids)
    may_reserve = dossier.can("reservations.request") and dossier.can("catalogue.view")
    return {
        "orders": [{"row": row, "answer": answer(row, dossier.today)} for row in found],
        "reservations": aside.select_related("product", "from_salon", "to_salon").order_by("until")[:SHOWN]
        if dossier.can("reservations.view")
        else [],
        "reserve_url": f"{reverse('orders:products')}?customer={dossier.person.pk}" if may_reserve else "",
    }


@timeline_source("order", gettext_lazy("Orders"), "clipboard-list", capability="orders.view")
def orders(look: Look) -> Iterable[Line]:
    """Orders by the moment at which they were placed. Operators see the last three."""
    rows = Order.objects.live().filter(card__person__in=look.persons, ordered_at__isnull=False)
    limit = look.limit
    if look.user.role == "operator":
        limit = 0 if look.before else LAST_FOR_OPERATORS
    if look.before:
        rows = rows.filter(ordered_at__lt=look.before)
    for row in rows.select_related("salon", "card").order_by("-ordered_at")[:limit]:
        status = STATUSES[row.status]
        parts = [str(row), str(status.label), formats.money(row.total) if row.total else "", str(row.salon or "")]
        yield Line(
            at=row.ordered_at or row.created_at,
            title=_("Order"),
            text=" · ".join(part for part in parts if part),
            icon=status.icon,
            colour="red" if is_late(row, look.today) else status.colour,
            person=row.card.person_id if row.card else None,
            url=reverse("orders:order", args=[row.pk]),
        )


@waiting("orders.ready")
def ready(dossier: Dossier) -> Mapping[UUID, int]:
    """Orders that wait to be picked up."""
    if not dossier.can("orders.view"):
        return {}
    rows = Order.objects.live().filter(card__person__in=dossier.family_ids, status__in=READY)
    return {row["card__person"]: row["n"] for row in rows.values("card__person").annotate(n=Count("pk"))}
