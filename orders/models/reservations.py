"""A thing in some salon that is put aside for a client and, where needed, brought nearer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Card
from optics_crm.core.models import Employee, Salon, Synced
from optics_crm.core.models.base import Dated, Identified
from orders.models.catalogue import Product
from orders.models.orders import status_in
from orders.querysets import ReservationQuerySet


class Reservation(Identified, Dated, Synced):
    """Asked for here, answered by 1C. Without a `to_salon` the client comes to where it lies."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("asked for")
        CONFIRMED = "confirmed", _("put aside")
        REFUSED = "refused", _("refused")
        MOVING = "moving", _("on its way")
        ARRIVED = "arrived", _("has arrived")
        SOLD = "sold", _("sold")
        EXPIRED = "expired", _("term is over")

    card = models.ForeignKey(Card, models.PROTECT, related_name="reservations", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="reservations", db_index=False)
    from_salon = models.ForeignKey(Salon, models.PROTECT, related_name="+", db_index=False)
    to_salon = models.ForeignKey(Salon, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    qty = models.DecimalField(max_digits=10, decimal_places=3)
    until = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.REQUESTED, db_default="requested")
    status_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    revision = models.PositiveIntegerField(default=1, db_default=1)

    objects = ReservationQuerySet.as_manager()

    OPEN = (Status.REQUESTED, Status.CONFIRMED, Status.MOVING, Status.ARRIVED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guid", "client"], name="reservation_guid_once"),
            models.CheckConstraint(condition=Q(qty__gt=0), name="reservation_of_something"),
            models.CheckConstraint(
                condition=Q(to_salon__isnull=True) | ~Q(to_salon=models.F("from_salon")),
                name="reservation_goes_elsewhere",
            ),
            # the key pressed twice: one open reservation of a thing for a card
            models.UniqueConstraint(
                fields=["card", "product", "from_salon"],
                condition=Q(status="requested", deleted_at__isnull=True, client__isnull=True),
                name="reservation_asked_once",
            ),
        ]
        indexes = [
            models.Index(fields=["card", "-created_at"], name="reservation_of_card"),
            # what a product's stock is short of, and what a salon has to put aside or waits for
            models.Index(
                fields=["product", "from_salon"],
                name="reservation_of_product",
                include=["qty", "status"],
                condition=status_in(["requested", "confirmed", "moving", "arrived"]),
            ),
            models.Index(fields=["-created_at", "id"], name="reservation_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.product} × {self.qty.normalize():f}"
