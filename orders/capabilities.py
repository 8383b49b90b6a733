"""What can be done with purchases, certificates and the free-service right."""

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
capability("catalogue.view", _("see the catalogue"), ["consultant", "salon_manager", "receptionist", "shop_manager"])
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

    return Purchase.objects.filter(salon=salon, deleted_at__isnull=True, card__isnull=False).values("card__person")
