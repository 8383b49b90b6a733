"""Facts of watching the exchange: when each salon was last heard of, and whom to tell when something is wrong."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models.base import AppNow, Dated, Identified
from optics_crm.core.models.exchange import SyncClient
from optics_crm.core.models.salons import Salon


class SyncSalonSeen(models.Model):
    """When a program last sent anything about a salon, to the minute."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="salons_seen", db_index=False)
    salon = models.ForeignKey(Salon, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "salon"], name="sync_salon_seen_once")]

    def __str__(self) -> str:
        return f"{self.salon_id} {self.at}"


class SyncAlarm(Identified, Dated):
    """Whom to tell of what. `watch` is a key of `sync.alarms.WATCHES`, `minutes` how long it may last.

    `raised_at`: since when it is wrong, empty while all is well; `told_at`: when the address was told of it.
    """

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="alarms")
    watch = models.CharField(max_length=20)
    minutes = models.PositiveIntegerField(_("minutes"))
    channel = models.CharField(max_length=20, default="email")
    address = models.CharField(_("address"), max_length=254)
    is_active = models.BooleanField(_("switched on"), default=True)
    raised_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "watch", "channel", "address"], name="sync_alarm_once"),
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="sync_alarm_has_term"),
            models.CheckConstraint(
                condition=models.Q(told_at__isnull=True) | models.Q(raised_at__isnull=False),
                name="sync_alarm_told_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.watch}: {self.address}"
