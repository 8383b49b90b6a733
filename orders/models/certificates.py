"""Gift and discount certificates."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Card
from optics_crm.core.models import Employee, Salon
from optics_crm.core.models.base import Dated, Identified
from orders.models.purchases import Purchase


class Certificate(Identified, Dated):
    """A personal code that is worth roubles (`value`) or per cent (`percent`) until a day, once."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("issued")
        USED = "used", _("used")
        EXPIRED = "expired", _("expired")
        CANCELLED = "cancelled", _("cancelled")

    code = models.CharField(max_length=40)
    # issued by the ten thousand to cards that the same statement has just read; the trigger `certificate_keeps_card`
    # refuses to delete a card that has one
    card = models.ForeignKey(
        Card, models.PROTECT, null=True, blank=True, related_name="certificates", db_index=False, db_constraint=False
    )
    occasion = models.CharField(max_length=120, blank=True)
    campaign_key = models.CharField(max_length=60, blank=True)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    issued_on = models.DateField()
    valid_until = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ISSUED, db_default="issued")
    used_on = models.DateField(null=True, blank=True)
    # nobody asks from their end
    used_in = models.ForeignKey(
        Purchase, models.SET_NULL, null=True, blank=True, related_name="certificates", db_index=False
    )
    used_salon = models.ForeignKey(Salon, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    used_by = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="certificate_code_once"),
            models.CheckConstraint(
                condition=Q(value__gt=0, percent__isnull=True) | Q(value__isnull=True, percent__gt=0),
                name="certificate_roubles_or_percent",
            ),
            models.CheckConstraint(
                condition=~Q(status="used") | Q(used_on__isnull=False), name="certificate_used_has_day"
            ),
            # one certificate for one occasion of a campaign
            models.UniqueConstraint(
                fields=["campaign_key", "occasion"],
                condition=~Q(occasion=""),
                name="certificate_once_per_occasion",
            ),
        ]
        indexes = [models.Index(fields=["card", "-issued_on"], name="certificate_of_card")]

    def __str__(self) -> str:
        return self.code
