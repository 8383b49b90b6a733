"""What lies where."""

from django.db import models
from django.db.models import Q

from optics_crm.core.models import Salon, Synced
from optics_crm.core.models.base import Dated, Identified
from orders.models.catalogue import Product


class Stock(Identified, Dated, Synced):
    """How many of a product are in a salon by a book, as of `at`. A book may run into the red; what is put aside
    cannot be negative.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="stock", db_index=False)
    salon = models.ForeignKey(Salon, models.PROTECT, related_name="+", db_index=False)
    qty = models.DecimalField(max_digits=12, decimal_places=3)
    reserved = models.DecimalField(max_digits=12, decimal_places=3, default=0, db_default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "guid"], name="stock_key_once"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stock_reserved_not_negative"),
        ]
        indexes = [
            # a product's page: where it is
            models.Index(fields=["product", "salon"], name="stock_of_product", include=["qty", "reserved"]),
        ]

    def __str__(self) -> str:
        return f"{self.qty.normalize():f}"
