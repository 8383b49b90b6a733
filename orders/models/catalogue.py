"""What can be bought."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models import Synced
from optics_crm.core.models.base import Dated, Identified


class Category(models.TextChoices):
    FRAME = "frame", _("frame")
    SPECTACLE_LENS = "spectacle_lens", _("spectacle lens")
    COATING = "coating", _("coating")
    CONTACT_LENS = "contact_lens", _("contact lenses")
    SUNGLASSES = "sunglasses", _("sunglasses")
    READING_GLASSES = "reading_glasses", _("ready reading glasses")
    ACCESSORY = "accessory", _("accessory")
    CARE_PRODUCT = "care_product", _("care product")
    SERVICE = "service", _("service")
    CERTIFICATE = "certificate", _("certificate")


class Product(Identified, Dated, Synced):
    """One article of the catalogue."""

    name = models.CharField(_("name"), max_length=300)
    sku = models.CharField(max_length=80, blank=True)
    barcodes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    category = models.CharField(max_length=16, choices=Category.choices)
    brand = models.CharField(max_length=120, blank=True)
    model = models.CharField(max_length=120, blank=True)
    color = models.CharField(max_length=80, blank=True)
    size = models.CharField(max_length=40, blank=True)
    attrs = models.JSONField(default=list, blank=True)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    is_active = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "guid"], name="product_guid_once")]
        indexes = [
            models.Index(fields=["guid"], name="product_by_guid"),
            models.Index(fields=["sku"], name="product_by_sku"),
        ]

    def __str__(self) -> str:
        return self.name
