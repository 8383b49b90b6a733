"""What open screens are told: an outbox written in the transaction of the change."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from optics_crm.core.models.base import AppNow
from optics_crm.core.models.journal import CurrentXid, XidField


class LiveEvent(models.Model):
    """One thing that screens should know now; ids only. Kept for a day.

    `employees` are those to whom it is told, None: all who have the capability of the kind, and `capability` where one
    is named. Readers go by the snapshot that they have read in (`core.live.cursors`), so that nothing waits for an
    older transaction and nothing is passed over.
    """

    xid = XidField(db_default=CurrentXid())
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    employees = ArrayField(models.UUIDField(), null=True)
    capability = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(db_default=AppNow())

    class Meta:
        indexes = [models.Index(fields=["xid"], name="live_event_by_xid")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
