"""The free-service right of a pair of glasses: two years from hand-over, and each use of it."""

from django.db import models
from django.db.models import F, Q

from optics_crm.core.models import Employee, Salon
from optics_crm.core.models.base import Dated, Identified
from orders.models.purchases import Purchase


class ServiceEntitlement(Identified, Dated):
    """Free service of one pair on [starts_on, ends_on). Ended early (`void_on`) when the glasses were returned."""

    purchase = models.OneToOneField(Purchase, models.CASCADE, related_name="entitlement")
    starts_on = models.DateField()
    ends_on = models.DateField()
    void_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="entitlement_has_term")]
        indexes = [
            # daily run: rights that end in a window of days
            models.Index(fields=["ends_on", "purchase"], name="entitlement_ending", condition=Q(void_on__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%d.%m.%Y} - {self.ends_on:%d.%m.%Y}"


class EntitlementUse(Identified, Dated):
    """The right was used: which pair, which day, which salon. `source_guid` is 1C's maintenance ticket, if any."""

    entitlement = models.ForeignKey(ServiceEntitlement, models.CASCADE, related_name="uses")
    used_on = models.DateField()
    salon = models.ForeignKey(Salon, models.PROTECT, related_name="+")
    actor = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+")
    source_guid = models.UUIDField(null=True, blank=True, unique=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            # the one key on the dossier, pressed twice on one day
            models.UniqueConstraint(
                fields=["entitlement", "used_on", "salon"],
                condition=Q(source_guid__isnull=True),
                name="entitlement_use_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.used_on:%d.%m.%Y}"
