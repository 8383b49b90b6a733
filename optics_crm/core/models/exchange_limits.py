"""What each program of the exchange may still send."""

from django.db import models

from optics_crm.core.models.exchange import SyncClient


class SyncAllowance(models.Model):
    """Rows that a client had left at a moment of real time; they come back evenly, a full minute's worth at most.

    The table is unlogged: a count costs no write to disk, and after a crash everybody begins with a full minute.
    """

    client = models.OneToOneField(SyncClient, models.CASCADE, primary_key=True, related_name="allowance")
    rows_left = models.FloatField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.client_id}: {self.rows_left:.0f}"
