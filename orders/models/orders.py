"""What was promised: the order."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Card, Exam
from optics_crm.core.models import Salon
from optics_crm.core.models.base import Dated, Identified
from orders import statuses
from orders.models.purchases import Channel
from orders.querysets import OrderQuerySet

STATUS_CHOICES = [(one.code, one.label) for one in statuses.TABLE]


def status_in(codes: Iterable[str]) -> Q:
    """One of the codes, as PostgreSQL writes a condition of an index back: IN comes back in other words each time."""
    return reduce(or_, (Q(status=code) for code in codes))


class OrderKind(models.TextChoices):
    GLASSES = "glasses", _("glasses")
    CONTACT_LENSES = "contact_lenses", _("contact lenses")
    GOODS = "goods", _("goods")


class Delivery(models.TextChoices):
    PICKUP = "pickup", _("pick-up in a salon")
    COURIER = "courier", _("courier")
    POST = "post", _("post")
    PVZ = "pvz", _("pick-up point")


class OrderTerms(models.Model):
    """What can be said about an order; days are of the salon's zone. An empty value says nothing."""

    # references without an index of their own: another index begins with them, or nobody asks from that end
    card = models.ForeignKey(Card, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    salon = models.ForeignKey(Salon, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    number = models.CharField(max_length=60, blank=True)
    shop_number = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=14, choices=OrderKind.choices, blank=True)
    channel = models.CharField(max_length=12, choices=Channel.choices, blank=True)
    ordered_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=16, choices=STATUS_CHOICES)
    status_at = models.DateTimeField()
    status_actor = models.CharField(max_length=4, blank=True)
    exam_guid = models.UUIDField(null=True, blank=True)
    total = models.DecimalField(null=True, blank=True, max_digits=12, decimal_places=2)
    paid_at = models.DateTimeField(null=True, blank=True)
    delivery = models.CharField(max_length=8, choices=Delivery.choices, blank=True)
    delivery_salon = models.ForeignKey(Salon, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    delivery_address = models.CharField(max_length=300, blank=True)
    delivery_cost = models.DecimalField(null=True, blank=True, max_digits=12, decimal_places=2)
    delivery_on = models.DateField(null=True, blank=True)
    track = models.CharField(max_length=80, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class Order(OrderTerms, Identified, Dated):
    """One order, whoever told of it; everything is computed from its entries (`orders.settling`).

    `guid` is that of the book that leads (1C's before the shop's), its own id for an order born here. `lines_from` and
    `payments_from` are the entries whose lines and payments are the order's. `first_promised_on` is never overwritten
    (the trigger `order_keeps_first_promise`); `promised_on` is the newest promise. `joined_into` leads from an order
    that turned out to be another's entry to the order that stands.
    """

    guid = models.UUIDField(null=True, blank=True)
    ordered_on = models.DateField(null=True, blank=True)
    exam = models.ForeignKey(Exam, models.SET_NULL, null=True, blank=True, related_name="orders", db_index=False)
    paid = models.DecimalField(default=0, db_default=0, max_digits=12, decimal_places=2)
    promised_on = models.DateField(null=True, blank=True)
    first_promised_on = models.DateField(null=True, blank=True)
    hold_reason = models.CharField(max_length=300, blank=True, db_default="")
    remake_cause = models.CharField(max_length=16, blank=True, db_default="")
    lines_from = models.ForeignKey(
        "OrderEntry", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    payments_from = models.ForeignKey(
        "OrderEntry", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    revision = models.PositiveIntegerField(default=1, db_default=1)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=statuses.CODES), name="order_status_known"),
            models.CheckConstraint(
                condition=Q(promised_on__isnull=True) | Q(first_promised_on__isnull=False),
                name="order_first_promise_is_kept",
            ),
            models.CheckConstraint(
                condition=Q(joined_into__isnull=True) | Q(deleted_at__isnull=False), name="order_joined_is_gone"
            ),
        ]
        indexes = [
            models.Index(fields=["guid"], name="order_by_guid"),
            models.Index(fields=["number"], name="order_by_number"),
            models.Index(fields=["shop_number"], name="order_by_shop_number", condition=~Q(shop_number="")),
            # dossier: what a card ordered
            models.Index(fields=["card", "-ordered_at"], name="order_of_card"),
            # list of orders, newest first; that of a salon
            models.Index(fields=["-ordered_at", "id"], name="order_newest"),
            models.Index(fields=["salon", "-ordered_at"], name="order_of_salon"),
            # what is late, what waits to be picked up
            models.Index(
                fields=["promised_on", "salon"],
                name="order_under_way",
                condition=status_in(statuses.UNDER_WAY) & Q(deleted_at__isnull=True),
            ),
            models.Index(
                fields=["status", "status_at"],
                name="order_open_by_status",
                condition=status_in(statuses.OPEN) & Q(deleted_at__isnull=True),
            ),
            # after an exam: what was ordered by it, and the orders that wait for theirs
            models.Index(fields=["exam_guid"], name="order_by_exam_guid", condition=Q(exam_guid__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number or self.shop_number
