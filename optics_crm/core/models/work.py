"""Work of the machine: ticks of the schedule, signs of life, long jobs with progress."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models.base import AppNow, Dated, Identified
from optics_crm.core.models.people import Employee


class Tick(models.Model):
    """One line of the schedule at one moment; however many beats run, it exists once."""

    job = models.CharField(max_length=80)
    scheduled_for = models.DateTimeField()
    created_at = models.DateTimeField(db_default=AppNow())
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    error = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "scheduled_for"], name="tick_once")]
        indexes = [
            models.Index(fields=["scheduled_for"], name="tick_unfinished", condition=models.Q(finished_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.scheduled_for:%Y-%m-%d %H:%M:%S}"


class Heartbeat(models.Model):
    """A process lives; `at` is real time, not the application's clock."""

    name = models.CharField(max_length=40)
    host = models.CharField(max_length=120)
    pid = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "host", "pid"], name="heartbeat_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.host}:{self.pid}"


class Job(Identified, Dated):
    """A long piece of work that somebody waits for: progress, a file at the end, a cancel button."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    owner = models.ForeignKey(Employee, models.SET_NULL, null=True, related_name="jobs")
    params = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True, blank=True)
    message = models.TextField(blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    cancel_requested = models.BooleanField(default=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-created_at"], name="job_of_owner")]

    def __str__(self) -> str:
        return self.title


class SavedView(Identified, Dated):
    """A named filter of a list; shared ones are seen by everybody who may open the list."""

    owner = models.ForeignKey(Employee, models.CASCADE, related_name="saved_views")
    path = models.CharField(max_length=120)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "path", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
