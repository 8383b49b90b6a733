"""The outbox: what is to be sent, what became of it, and why everybody else got nothing."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aftercare.models.campaigns import Campaign, Step, TrafficClass, Variant
from aftercare.models.runs import CampaignRun
from aftercare.querysets import MessageQuerySet
from customers.models import Card, Household, Person, Phone
from optics_crm.core.models import Salon
from optics_crm.core.models.base import AppNow, Identified


class Message(Identified):
    """One message to one address. `client_ref` (the id's hex) is what the provider knows it by.

    While it is being sent the row stays as it was queued and a `Sending` stands beside it: that pair is what people see
    as `leased` (`standing`). The row is written once, when the outcome is known; `unknown` is never sent again blindly.
    `fence` is that of the last claim that ended, `attempt` counts those.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waits")
        LEASED = "leased", _("being sent")
        ACCEPTED = "accepted", _("sent")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("not delivered")
        EXPIRED = "expired", _("expired")
        CANCELLED = "cancelled", _("cancelled")
        UNKNOWN = "unknown", _("outcome not known")

    # of campaign and person an index below begins with them: every index is paid for three times a message
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="messages", db_index=False, db_constraint=False
    )
    step = models.ForeignKey(
        Step, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    step_number = models.PositiveSmallIntegerField(default=1, db_default=1)
    variant = models.ForeignKey(
        Variant, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    run = models.ForeignKey(CampaignRun, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False)
    occasion = models.CharField(max_length=120)
    occasions = ArrayField(models.CharField(max_length=180), default=list)
    person = models.ForeignKey(Person, models.PROTECT, related_name="messages", db_index=False, db_constraint=False)
    card = models.ForeignKey(Card, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    about = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    household = models.ForeignKey(
        Household, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    salon = models.ForeignKey(
        Salon, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    phone = models.ForeignKey(
        Phone, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=254)
    traffic_class = models.CharField(max_length=12, choices=TrafficClass.choices)
    priority = models.PositiveSmallIntegerField(default=100, db_default=100)
    params = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    text = models.TextField(blank=True, default="", db_default="")
    parts = models.PositiveSmallIntegerField(default=0, db_default=0)
    cost = models.DecimalField(max_digits=8, decimal_places=2, default=0, db_default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED, db_default="queued")
    reason = models.CharField(max_length=40, blank=True, default="", db_default="")
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    planned_at = models.DateTimeField(db_default=AppNow())
    fence = models.PositiveIntegerField(default=0, db_default=0)
    attempt = models.PositiveSmallIntegerField(default=0, db_default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True)
    provider = models.CharField(max_length=30, blank=True, default="", db_default="")
    provider_id = models.CharField(max_length=80, blank=True, default="", db_default="")
    accepted_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    link_hash = models.CharField(max_length=64, blank=True, default="", db_default="")

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            # the once-key of a campaign's message; a service notice brings its own occasion and no step
            models.UniqueConstraint(
                fields=["campaign", "step_number", "occasion", "phone"], name="message_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(state="leased"), name="message_leased_is_a_sending"),
        ]
        indexes = [
            # the pump: due messages by priority
            models.Index(fields=["priority", "not_before"], name="message_due", condition=Q(state="queued")),
            # outcomes to be asked
            models.Index(fields=["next_check_at"], name="message_unknown", condition=Q(state="unknown")),
            # receipts
            models.Index(fields=["provider", "provider_id"], name="message_receipt", condition=~Q(provider_id="")),
            # the unsubscribe link
            models.Index(fields=["link_hash"], name="message_link", condition=~Q(link_hash="")),
            # what a person got lately; caps read the days of all, so that phones need no index
            models.Index(fields=["person", "-planned_at"], name="message_of_person"),
            # lists and results
            models.Index(fields=["-planned_at", "id"], name="message_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.occasion}"

    @property
    def standing(self) -> str:
        """The state as people see it; `with_sending()` brings what it needs for many rows."""
        is_sent_now = self.state == self.State.QUEUED and getattr(self, "sending", None) is not None
        return self.State.LEASED if is_sent_now else self.state

    @property
    def standing_words(self) -> str:
        """The name of `standing` for people."""
        return str(self.State(self.standing).label)


class Sending(models.Model):
    """A message that is on its way out: the claim, its fence, the words that leave, the submit mark.

    `submitted_at` is set in a transaction of its own before the provider is called: a lease that runs out before the
    mark is taken away, so that the message waits again; after it the provider is asked. The row goes when the outcome
    is recorded. Narrow and short-lived, so that the message's own row and its indexes are written once.
    """

    message = models.OneToOneField(
        Message, models.CASCADE, primary_key=True, related_name="sending", db_constraint=False
    )
    owner = models.CharField(max_length=80)
    fence = models.PositiveIntegerField()
    lease_until = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    provider = models.CharField(max_length=30)
    text = models.TextField()
    parts = models.PositiveSmallIntegerField()
    cost = models.DecimalField(max_digits=8, decimal_places=2)
    link_hash = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.owner}: {self.message_id}"


class Suppression(models.Model):
    """Somebody was eligible and got no message: why. One row per run, person and occasion."""

    run = models.ForeignKey(
        CampaignRun, models.CASCADE, related_name="suppressions", db_index=False, db_constraint=False
    )
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    day = models.DateField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="suppressions", db_index=False, db_constraint=False)
    card = models.ForeignKey(Card, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    occasion = models.CharField(max_length=120)
    reason = models.CharField(max_length=24)
    detail = models.CharField(max_length=180, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "occasion"], name="suppression_once")]

    def __str__(self) -> str:
        return f"{self.occasion}: {self.reason}"


class Control(models.Model):
    """A would-be message of the hold-out, with the moment at which it would have gone."""

    run = models.ForeignKey(CampaignRun, models.CASCADE, related_name="controls", db_index=False, db_constraint=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    day = models.DateField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="controls", db_index=False, db_constraint=False)
    card = models.ForeignKey(Card, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    phone = models.ForeignKey(
        Phone, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    occasion = models.CharField(max_length=120)
    planned_for = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "occasion"], name="control_once")]

    def __str__(self) -> str:
        return self.occasion


class DeliveryEvent(models.Model):
    """A receipt as the provider sent it; each distinct one is kept once."""

    provider = models.CharField(max_length=30)
    provider_id = models.CharField(max_length=80)
    status = models.CharField(max_length=30)
    message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="receipts")
    at = models.DateTimeField(db_default=AppNow())
    payload = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_id", "status"], name="delivery_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.provider_id} {self.status}"
