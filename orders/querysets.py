"""Questions about purchases, orders and reservations."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from customers import access
from optics_crm.core.permissions import can, salon_scope
from orders import statuses

if TYPE_CHECKING:
    import datetime as dt

    from orders.models import Order, Purchase, Reservation  # noqa: F401  # of the annotations below


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

        if not can(user, "purchases.view"):
            return self.none()
        salon = salon_scope(user)
        if salon is None:
            return self.live()
        return self.live().filter(Q(salon=salon) | access.opens(user, "card__person"))


class OrderQuerySet(models.QuerySet["Order"]):
    """Sets of orders."""

    def live(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def open(self) -> Self:
        """Neither handed over nor cancelled nor returned."""
        return self.live().filter(status__in=statuses.OPEN)

    def late(self, day: "dt.date") -> Self:
        """Promised for a day before this one and not ready."""
        return self.live().filter(status__in=statuses.UNDER_WAY, promised_on__lt=day)

    def of_desk(self, user: Any) -> Self:
        """The list of a user: a salon's own orders; of the whole chain an operator sees those that are open."""
        if not can(user, "orders.view"):
            return self.none()
        salon = salon_scope(user)
        if salon is not None:
            return self.live().filter(Q(salon=salon) | Q(delivery_salon=salon))
        return self.open() if user.role == "operator" else self.live()

    def visible_to(self, user: Any) -> Self:
        """Orders that the user may open: of the own salon, and of the people whom the user may open."""

        if not can(user, "orders.view"):
            return self.none()
        salon = salon_scope(user)
        if salon is None:
            return self.live()
        own = Q(salon=salon) | Q(delivery_salon=salon)
        return self.live().filter(own | access.opens(user, "card__person"))


class ReservationQuerySet(models.QuerySet["Reservation"]):
    """Sets of reservations."""

    def live(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def open(self) -> Self:
        return self.live().filter(status__in=["requested", "confirmed", "moving", "arrived"])

    def visible_to(self, user: Any) -> Self:
        """Reservations that leave or enter the user's salon, and those of the people whom the user may open."""

        if not can(user, "reservations.view"):
            return self.none()
        salon = salon_scope(user)
        if salon is None:
            return self.live()
        own = Q(from_salon=salon) | Q(to_salon=salon)
        return self.live().filter(own | access.opens(user, "card__person"))
