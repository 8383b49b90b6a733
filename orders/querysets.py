"""Questions about purchases."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    import datetime as dt

    from orders.models import Purchase


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    """Sets of purchases."""

    def live(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def posted_sales(self) -> Self:
        return self.live().filter(kind="sale", is_posted=True)

    def medical_on_day(self, day: "dt.date") -> Self:
        """Purchases that are medical glasses on that day."""
        return self.live().filter(
            Q(medical_until__isnull=True) | Q(medical_until__gt=day), medical_on__lte=day
        )
