"""What each book says about an order, its lines and its money."""

from django.db import models
from django.db.models import Q

from customers.models import Prescription
from optics_crm.core.models import Synced
from optics_crm.core.models.base import Dated, Identified
from orders import statuses
from orders.models.catalogue import Category, Product
from orders.models.orders import Order, OrderTerms
from orders.models.purchases import Payment


class OrderEntry(OrderTerms, Identified, Dated, Synced):
    """The order as one book knows it: the unit of versions, deletes and digests. Our own entry has no client and no
    GUID; it says what people did here.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="entries", db_index=False)
    promised_on = models.DateField(null=True, blank=True)
    # the shop's number: said as such, or the number of a book that is no 1C
    shop_key = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            # the GUID first: one index for the key of the exchange and for references, which know the GUID alone
            models.UniqueConstraint(fields=["guid", "client"], name="order_entry_guid_once"),
            models.UniqueConstraint(fields=["order", "client"], name="order_entry_once_per_book"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(client__isnull=True), name="order_entry_one_of_our_own"
            ),
            models.CheckConstraint(condition=Q(status__in=statuses.CODES), name="order_entry_status_known"),
            models.CheckConstraint(
                condition=Q(client__isnull=True, guid__isnull=True) | Q(client__isnull=False, guid__isnull=False),
                name="order_entry_of_a_book_has_guid",
            ),
        ]
        indexes = [
            # one order told by several books under numbers that they share
            models.Index(fields=["shop_key"], name="order_entry_by_shop_key", condition=~Q(shop_key="")),
            # search and digests by number
            models.Index(fields=["number"], name="order_entry_by_number"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One line as a book tells it."""

    entry = models.ForeignKey(OrderEntry, models.CASCADE, related_name="lines", db_index=False)
    line_no = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    name = models.CharField(max_length=300)
    category = models.CharField(max_length=16, choices=Category.choices, blank=True)
    qty = models.DecimalField(max_digits=10, decimal_places=3)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    discount = models.DecimalField(default=0, db_default=0, max_digits=12, decimal_places=2)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    prescription = models.ForeignKey(
        Prescription, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    prescription_guid = models.UUIDField(null=True, blank=True)
    warranty_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "line_no"], name="order_line_once")]
        indexes = [
            # lines that wait for their prescription
            models.Index(
                fields=["prescription_guid"],
                name="order_line_waits_for_rx",
                condition=Q(prescription__isnull=True, prescription_guid__isnull=False),
            )
        ]
        ordering = ["line_no"]

    def __str__(self) -> str:
        return self.name


class OrderPayment(models.Model):
    """Money for an order as a book tells it."""

    entry = models.ForeignKey(OrderEntry, models.CASCADE, related_name="payments")
    kind = models.CharField(max_length=12, choices=Payment.Kind.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    paid_at = models.DateTimeField(null=True, blank=True)
    fiscal_sign = models.CharField(max_length=60, blank=True)
    certificate_code = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
