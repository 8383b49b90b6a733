"""Facts of the exchange: whose word counts on a field that both we and another book write (R10)."""

from django.db import models
from django.db.models import Q

from optics_crm.core.models.base import AppNow, Dated, Identified
from optics_crm.core.models.exchange import SyncClient


class SyncOwner(Identified, Dated):
    """Whose word counts on a field, where that differs from what its kind says."""

    class Owner(models.TextChoices):
        ONEC = "onec"
        CRM = "crm"
        NEWEST = "newest"
        UNION = "union"

    kind = models.CharField(max_length=40)
    field = models.CharField(max_length=120)
    owner = models.CharField(max_length=10, choices=Owner.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "field"], name="sync_owner_once")]

    def __str__(self) -> str:
        return f"{self.kind}.{self.field}: {self.owner}"


class SyncField(Identified):
    """A field of an object of another book that was set here, and what the book says against it.

    `base` is what the book had said when it was set, `set_at` when that was (empty: never, the field is ours by rule);
    `proposed` is the book's other value, kept and shown until somebody takes it or turns it down.
    """

    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    field = models.CharField(max_length=120)
    base = models.JSONField(null=True, blank=True)
    set_at = models.DateTimeField(null=True, blank=True)
    proposed = models.JSONField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(SyncClient, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object_id", "kind", "field"], name="sync_field_once"),
            models.CheckConstraint(
                condition=Q(proposed_at__isnull=True) | Q(proposed_by__isnull=False), name="sync_field_proposer"
            ),
        ]
        indexes = [
            models.Index(fields=["proposed_at"], condition=Q(proposed_at__isnull=False), name="sync_field_proposed")
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.field}"
