"""Facts of the exchange: objects that were erased for good."""

from django.db import models

from optics_crm.core.models.base import AppNow


class SyncErased(models.Model):
    """A GUID of which nothing is written any more, whoever sends it and whatever its version.

    A tombstone gives way to a newer upsert; this one never does: the person whom the object told of was erased.
    """

    kind = models.CharField(max_length=40)
    guid = models.UUIDField()
    at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guid", "kind"], name="sync_erased_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.guid}"
