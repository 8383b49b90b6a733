"""Calls: what the telephone exchanges told us, kept as it came, and the calls that it adds up to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contactcenter.querysets import CallQuerySet
from customers.models import Household, Person
from optics_crm.core.models import Employee
from optics_crm.core.models.base import AppNow, Dated, Identified


class HookBody(Identified):
    """One request of a provider as it came. The same body twice is one row (`digest`); `fault` says why it is dead."""

    class State(models.TextChoices):
        STORED = "stored", _("waits")
        APPLIED = "applied", _("applied")
        EMPTY = "empty", _("nothing to apply")
        DEAD = "dead", _("cannot be read")

    provider = models.CharField(max_length=20)
    route = models.CharField(max_length=60, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.TextField()
    digest = models.BinaryField(max_length=16)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STORED, db_default="stored")
    fault = models.CharField(max_length=300, blank=True, default="", db_default="")
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    times_seen = models.PositiveIntegerField(default=1, db_default=1)
    received_at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "digest"], name="hook_body_once")]
        indexes = [
            # what was stored and not applied: the worker's
            models.Index(fields=["received_at"], name="hook_body_waiting", condition=Q(state="stored")),
            models.Index(fields=["-received_at"], name="hook_body_dead", condition=Q(state="dead")),
            models.Index(fields=["provider", "-received_at"], name="hook_body_latest"),  # silence of a provider
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.received_at:%Y-%m-%d %H:%M:%S}"


class Call(Identified, Dated):
    """One contact by phone, however many legs, transfers and rings it had: the fold of its events.

    `phone` is the client's number in E.164, empty when it is hidden or none; `phone_said` is what the provider said.
    `wait_seconds` and `talk_seconds` are whole seconds. `self_served`: the voice menu told what the caller wanted to
    know, and nobody was needed. `person` is whom the operator talks to, once known.
    """

    class Direction(models.TextChoices):
        IN = "in", _("incoming")
        OUT = "out", _("outgoing")
        INTERNAL = "internal", _("internal")

    class State(models.TextChoices):
        RINGING = "ringing", _("ringing")
        TALKING = "talking", _("talking")
        ENDED = "ended", _("ended")

    class Cause(models.TextChoices):
        NORMAL = "normal", _("hung up")
        CALLER = "caller", _("the caller hung up")
        NO_ANSWER = "no_answer", _("nobody answered")
        BUSY = "busy", _("busy")
        OFF_SCHEDULE = "off_schedule", _("outside of working hours")
        BLACKLIST = "blacklist", _("on the black list")
        FAILED = "failed", _("no connection")
        VOICEMAIL = "voicemail", _("voice message")
        SCHEME = "scheme", _("ended in the voice menu")

    provider = models.CharField(max_length=20)
    external_id = models.CharField(max_length=200)
    direction = models.CharField(max_length=8, choices=Direction.choices, default=Direction.IN)
    phone = models.CharField(max_length=16, blank=True)
    phone_said = models.CharField(max_length=80, blank=True)
    line = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RINGING)
    cause = models.CharField(max_length=12, choices=Cause.choices, blank=True)
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    answered = models.BooleanField(default=False, db_default=False)
    answered_by = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="calls")
    extension = models.CharField(max_length=40, blank=True)
    wait_seconds = models.PositiveIntegerField(default=0, db_default=0)
    talk_seconds = models.PositiveIntegerField(default=0, db_default=0)
    self_served = models.BooleanField(default=False, db_default=False)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    recording = models.CharField(max_length=500, blank=True)
    household = models.ForeignKey(Household, models.SET_NULL, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="calls")

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "external_id"], name="call_once"),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at__isnull=True)),
                name="call_end_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(answered=True, answered_at__isnull=False) | Q(answered=False, answered_at__isnull=True),
                name="call_answer_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="call_latest"),  # the log
            models.Index(fields=["phone", "-started_at"], name="call_of_number"),
            models.Index(fields=["person", "-started_at"], name="call_of_person"),
            models.Index(fields=["updated_at", "id"], name="call_updated"),  # updated_since of the REST API
            models.Index(fields=["started_at"], name="call_running", condition=~Q(state="ended")),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_missed(self) -> bool:
        """A client called, nobody talked to them, and the voice menu did not tell them what they wanted to know."""
        is_over = self.direction == self.Direction.IN and self.state == self.State.ENDED
        return is_over and not self.answered and not self.self_served


class CallLeg(models.Model):
    """One line of a call at one place: whom it rang, who took it, how it ended."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="legs")
    key = models.CharField(max_length=200)
    extension = models.CharField(max_length=40, blank=True)
    employee = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+")
    rang_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=12, choices=Call.Cause.choices, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="call_leg_once")]
        ordering = ["rang_at", "pk"]

    def __str__(self) -> str:
        return self.extension or self.key


class CallEvent(models.Model):
    """One thing that a provider said of a call; `key` makes a repetition the same row. Nothing is ever changed here."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="events")
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    told = models.JSONField()
    body = models.ForeignKey(HookBody, models.SET_NULL, null=True, blank=True, related_name="events")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="call_event_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ProviderClock(models.Model):
    """How far a provider's clock stands from ours, learnt from its latest calls (seconds, newest last)."""

    provider = models.CharField(max_length=20, primary_key=True)
    offsets = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.provider
