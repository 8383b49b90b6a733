"""Files that programs of the exchange send, in pieces, where every web and worker host finds them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models.base import AppNow, Dated, Identified
from optics_crm.core.models.exchange import SyncClient


class SyncFile(Identified):
    """A file as it was sent, packed or not. `created_at` is the application's time, `touched_at` of its last piece."""

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(db_default=AppNow())
    touched_at = models.DateTimeField(db_default=AppNow())

    class Meta:
        indexes = [models.Index(fields=["touched_at"], name="sync_file_by_age")]

    def __str__(self) -> str:
        return self.name


class SyncFilePart(models.Model):
    """A piece of a file; `start` is the place of its first byte."""

    file = models.ForeignKey(SyncFile, models.CASCADE, related_name="parts", db_index=False)
    start = models.BigIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "start"], name="sync_file_part_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.start}"


class SyncJob(Identified, Dated):
    """A file of rows that the worker loads in slices. `offset` is the place up to which its text has gone in.

    `lease_until` is real time: whose lease has run out is taken up by another worker. `batches` names the batches of
    the run, so that a piece that went in before a crash answers again and is not applied again.
    """

    class State(models.TextChoices):
        RECEIVING = "receiving", _("being received")
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    client = models.ForeignKey(SyncClient, models.CASCADE, related_name="jobs", db_index=False)
    file = models.ForeignKey(SyncFile, models.SET_NULL, null=True, related_name="+", db_index=False)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVING)
    is_history = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True, default="")
    rows = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    place = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    message = models.TextField(blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["client", "-created_at"], name="sync_job_of_client"),
            # what waits or runs, in the order in which it came
            models.Index(
                fields=["created_at", "id"], name="sync_job_open", condition=models.Q(state__in=["queued", "running"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.state}"
