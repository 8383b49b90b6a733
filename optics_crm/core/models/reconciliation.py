"""What comparisons of the books have found."""

from django.db import models

from optics_crm.core.models.base import AppNow
from optics_crm.core.models.exchange import SyncClient


class SyncFinding(models.Model):
    """The latest comparison of one bucket by its client: how many objects differ and how, and the first of them.

    `counts` and `guids` are by side: missing_here, missing_there, older_here, newer_here, waiting_here.
    """

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="findings", db_index=False)
    kind = models.CharField(max_length=40)
    bucket = models.CharField(max_length=20)
    counts = models.JSONField(default=dict)
    guids = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "kind", "bucket"], name="sync_finding_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.bucket}"

    @property
    def differing(self) -> int:
        """Objects by which the books differ; what waits here has been received."""
        return sum(count for side, count in self.counts.items() if side != "waiting_here")
