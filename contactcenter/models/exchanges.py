"""What we ask of telephone exchanges, and what came of it: calls by a click, recordings, comparisons, subscriptions."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contactcenter.models.calls import Call
from customers.models import FollowUp, Person
from optics_crm.core.models import Employee
from optics_crm.core.models.base import AppNow, Dated, Identified


class DialWish(Identified, Dated):
    """Somebody pressed "call": which extension is to be connected with which number, and the call that came of it.

    The exchange gets our id as its command; `external_id` is the call's number where its answer named one.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("the exchange was asked")
        REFUSED = "refused", _("the exchange refused")
        UNKNOWN = "unknown", _("the exchange did not answer")

    provider = models.CharField(max_length=20)
    extension = models.CharField(max_length=40)
    phone = models.CharField(max_length=16, blank=True)
    actor = models.ForeignKey(Employee, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    followup = models.ForeignKey(FollowUp, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices)
    fault = models.CharField(max_length=300, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    call = models.OneToOneField(Call, models.SET_NULL, null=True, blank=True, related_name="wish")

    class Meta:
        indexes = [
            # whose call it is, once it begins
            models.Index(fields=["provider", "extension", "-created_at"], name="dial_wish_open", condition=Q(call=None))
        ]

    def __str__(self) -> str:
        return f"{self.extension} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def command(self) -> str:
        """What the exchange calls it."""
        return uuid.UUID(str(self.pk)).hex


class Recording(Identified, Dated):
    """A recorded talk, fetched from its exchange. `source` is the name or address that the exchange told.

    `due_at` is when it is tried next; it lies ahead while a worker is at it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("will be fetched")
        FETCHED = "fetched", _("is here")
        FAILED = "failed", _("could not be fetched")
        FORGOTTEN = "forgotten", _("deleted after its term")

    call = models.ForeignKey(Call, models.CASCADE, related_name="recordings")
    source = models.CharField(max_length=500)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=AppNow())
    fault = models.CharField(max_length=300, blank=True, default="")
    content_type = models.CharField(max_length=40, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "source"], name="recording_once")]
        indexes = [
            models.Index(fields=["due_at"], name="recording_waiting", condition=Q(state="waiting")),
            models.Index(fields=["fetched_at"], name="recording_by_age", condition=Q(state="fetched")),
            models.Index(fields=["-created_at"], name="recording_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.pk}"


class RecordingPart(models.Model):
    """A piece of a recording; `start` is the place of its first byte."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="parts", db_index=False)
    start = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "start"], name="recording_part_once")]

    def __str__(self) -> str:
        return f"{self.recording_id} {self.start}"


class Comparison(Identified, Dated):
    """One day of one exchange, held against its own statistics. `ticket`: the exchange is making the list."""

    class State(models.TextChoices):
        RUNNING = "running", _("is being compared")
        DONE = "done", _("compared")
        FAILED = "failed", _("could not be compared")

    provider = models.CharField(max_length=20)
    day = models.DateField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    ticket = models.CharField(max_length=200, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=AppNow())
    fault = models.CharField(max_length=300, blank=True, default="")
    ours = models.PositiveIntegerField(default=0)
    theirs = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "day"], name="comparison_once")]
        indexes = [models.Index(fields=["-day", "provider"], name="comparison_latest")]

    def __str__(self) -> str:
        return f"{self.provider} {self.day:%d.%m.%Y}"


class CallDifference(models.Model):
    """A call of which we and the exchange say different things."""

    class Kind(models.TextChoices):
        ADDED = "added", _("we had not heard of it: added")
        UNKNOWN_THERE = "unknown", _("the exchange does not know it")
        ANSWERED = "answered", _("answered or not")
        TALK = "talk", _("seconds of talk")

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="differences")
    call = models.ForeignKey(Call, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    ours = models.IntegerField(null=True)
    theirs = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comparison", "call", "kind"], name="call_difference_once"),
            models.CheckConstraint(
                condition=Q(ours__isnull=True) | Q(theirs__isnull=True) | ~Q(ours=F("theirs")), name="call_differs"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Subscription(models.Model):
    """The order for events of an exchange that forgets it unless it is renewed."""

    provider = models.CharField(max_length=20, primary_key=True)
    number = models.CharField(max_length=100, blank=True, default="")
    renewed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return self.provider


class ExchangeAlarm(models.Model):
    """Something that is wrong with an exchange at this moment."""

    class Watch(models.TextChoices):
        SILENCE = "silence", _("nothing is heard of it")
        SUBSCRIPTION = "subscription", _("the order for events ran out")

    provider = models.CharField(max_length=20)
    watch = models.CharField(max_length=12, choices=Watch.choices)
    since = models.DateTimeField()
    raised_at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "watch"], name="exchange_alarm_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.watch}"
