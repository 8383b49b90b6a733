"""What can be done with orders, stock, purchases, certificates and the free-service right."""

import uuid
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from customers.access import visits
from optics_crm.core.permissions import capability

if TYPE_CHECKING:
    from django.db.models import QuerySet

capability(
    "purchases.view",
    _("see purchases"),
    ["consultant", "salon_manager", "receptionist", "operator", "supervisor", "shop_manager"],
)
DESK = ["consultant", "salon_manager", "receptionist", "shop_manager"]
CENTRE = ["operator", "supervisor"]
capability("catalogue.view", _("see the catalogue and the stock"), [*DESK, *CENTRE, "logistics"])
capability("orders.view", _("see orders"), [*DESK, *CENTRE, "workshop", "logistics"])
capability("orders.work", _("move orders on and put them on hold"), [*DESK, "supervisor", "workshop", "logistics"])
capability("orders.promise", _("promise an order for another day"), [*DESK, "supervisor", "workshop"])
capability("orders.cancel", _("cancel orders"), ["salon_manager", "supervisor", "shop_manager"])
capability("orders.export", _("export orders"), ["salon_manager", "supervisor", "shop_manager"])
capability("reservations.view", _("see what is put aside"), [*DESK, *CENTRE, "logistics"])
capability("reservations.request", _("have a thing put aside"), [*DESK, *CENTRE])
capability("reservations.settle", _("move what is put aside on"), [*DESK, "logistics"])
capability(
    "certificates.use",
    _("look certificates up and mark them used"),
    ["consultant", "salon_manager", "receptionist", "supervisor", "shop_manager"],
)
capability(
    "entitlements.use",
    _("record a free service"),
    ["consultant", "salon_manager", "receptionist", "workshop"],
)


@visits("orders.purchases")
def bought_there(salon: uuid.UUID) -> "QuerySet[Any, Any]":
    """People who bought in a salon belong to it."""
    from orders.models import Purchase

    return Purchase.objects.filter(salon=salon, deleted_at__isnull=True, card__isnull=False)


@visits("orders.orders")
def ordered_there(salon: uuid.UUID) -> "QuerySet[Any, Any]":
    """And people who ordered there or pick their order up there."""
    from django.db.models import Q

    from orders.models import Order

    placed = Order.objects.filter(Q(salon=salon) | Q(delivery_salon=salon))
    return placed.filter(deleted_at__isnull=True, card__isnull=False)
