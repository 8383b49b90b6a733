"""Daily runs: which campaign ran for which day, whom it enrolled, who stays without a message on purpose.

Rows of one run are written by one statement that selects from the tables they point to: the database does not check
each pointer again (`db_constraint=False`). A check locks the row it finds, so that a morning with a hundred thousand
messages would write most pages of the people anew. The other direction is kept: people, phones and cards that a
message or a certificate points to cannot be deleted (triggers on the three tables, asked once per statement).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from aftercare.models.campaigns import Campaign, CampaignVersion, Variant
from customers.models import Card, Household, Person
from optics_crm.core.models.base import AppNow, Identified


class CampaignRun(Identified):
    """One campaign on one day. The counts obey eligible = messages + tasks + control + sum(suppressed)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="runs")
    version = models.ForeignKey(CampaignVersion, models.PROTECT, related_name="+")
    day = models.DateField()
    started_at = models.DateTimeField(db_default=AppNow())
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    eligible = models.PositiveIntegerField(default=0, db_default=0)
    messages = models.PositiveIntegerField(default=0, db_default=0)
    tasks = models.PositiveIntegerField(default=0, db_default=0)
    control = models.PositiveIntegerField(default=0, db_default=0)
    suppressed = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "day"], name="campaign_run_once")]
        indexes = [models.Index(fields=["-day", "campaign"], name="campaign_run_latest")]

    def __str__(self) -> str:
        return f"{self.campaign} {self.day:%d.%m.%Y}"


class ArmAssignment(models.Model):
    """Which arm a household (or a person who lives alone) was given by a campaign; fixed at first enrolment."""

    class Arm(models.TextChoices):
        TREATMENT = "treatment", _("gets messages")
        CONTROL = "control", _("hold-out")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    household = models.ForeignKey(
        Household, models.CASCADE, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    arm = models.CharField(max_length=10, choices=Arm.choices)
    assigned_at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "campaign"], name="arm_once_per_person")]
        indexes = [
            # a family's arm
            models.Index(fields=["household"], name="arm_of_household", condition=models.Q(household__isnull=False))
        ]

    def __str__(self) -> str:
        return self.arm


class Enrolment(Identified):
    """A person's occasion taken up by a campaign, once for ever. Ends when its purpose is met or withdrawn."""

    class State(models.TextChoices):
        ACTIVE = "active", _("under way")
        DONE = "done", _("finished")
        EXITED = "exited", _("left")

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="enrolments", db_index=False, db_constraint=False
    )
    card = models.ForeignKey(Card, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments", db_index=False, db_constraint=False)
    occasion = models.CharField(max_length=120)
    arm = models.CharField(max_length=10, choices=ArmAssignment.Arm.choices)
    variant = models.ForeignKey(
        Variant, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE, db_default="active")
    enrolled_on = models.DateField()
    enrolled_at = models.DateTimeField(db_default=AppNow())
    exited_at = models.DateTimeField(null=True, blank=True)
    exit_reason = models.CharField(max_length=30, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "occasion"], name="enrolment_once")]

    def __str__(self) -> str:
        return self.occasion
