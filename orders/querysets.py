"""Questions about purchases."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from optics_crm.core.permissions import can, salon_scope

if TYPE_CHECKING:
    import datetime as dt

    from orders.models import Purchase  # noqa: F401  # of the annotations below


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    """Sets of purchases."""

    def live(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def posted_sales(self) -> Self:
        return self.live().filter(kind="sale", is_posted=True)

    def medical_on_day(self, day: "dt.date") -> Self:
        """Purchases that are medical glasses on that day."""
        return self.live().filter(Q(medical_until__isnull=True) | Q(medical_until__gt=day), medical_on__lte=day)

    def visible_to(self, user: Any) -> Self:
        """Purchases of the people whom the user may open, and those of the own salon without a customer."""
        from customers.models import Person

        if not can(user, "purchases.view"):
            return self.none()
        salon = salon_scope(user)
        if salon is None:
            return self.live()
        return self.live().filter(Q(salon=salon) | Q(card__person__in=Person.objects.visible_to(user)))
