"""Campaigns: an occasion, who, when, which words. What runs is an approved version, frozen."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models import Employee
from optics_crm.core.models.base import Dated, Identified


class Campaign(Identified, Dated):
    """A reminder that the chain sends. `preset` is a key of the presets in code, which know the occasion and window."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("active")
        STOPPED = "stopped", _("stopped")

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    preset = models.CharField(max_length=60)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT, db_default="draft")
    stopped_at = models.DateTimeField(null=True, blank=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class TrafficClass(models.TextChoices):
    SERVICE = "service", _("service")
    ADVERTISING = "advertising", _("advertising")


class CampaignVersion(Identified, Dated):
    """What a campaign does. Only one version is approved at a time, and its author did not approve it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waits for approval")
        APPROVED = "approved", _("approved")
        RETIRED = "retired", _("replaced")
        REJECTED = "rejected", _("sent back")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, db_default="draft")
    traffic_class = models.CharField(max_length=12, choices=TrafficClass.choices)
    priority = models.PositiveSmallIntegerField()
    window = models.JSONField(default=dict)
    audience = models.JSONField(null=True, blank=True)
    holdout_percent = models.DecimalField(max_digits=5, decimal_places=2, default=10)
    cap_days = models.PositiveSmallIntegerField(default=14)
    cap_messages = models.PositiveSmallIntegerField(default=1)
    expires_after_days = models.PositiveSmallIntegerField(default=3)
    certificate_value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    certificate_days = models.PositiveSmallIntegerField(null=True, blank=True)
    author = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approver = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="campaign_version_once"),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(status="approved"), name="campaign_one_approved_version"
            ),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(status__in=["draft", "submitted"]), name="campaign_one_open_version"
            ),
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | Q(author__isnull=True) | ~Q(approver=F("author")),
                name="campaign_approved_by_a_second_person",
            ),
            models.CheckConstraint(condition=Q(holdout_percent__range=(0, 50)), name="campaign_holdout_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} v{self.number}"


class Step(Identified):
    """One message of a version: which channel, how many days after enrolment."""

    version = models.ForeignKey(CampaignVersion, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField(default=1)
    after_days = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=20, default="sms")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="campaign_step_once")]

    def __str__(self) -> str:
        return f"{self.version} / {self.number}"


class Variant(Identified):
    """A wording of a step; people fall on variants by their bucket, in proportion to `weight`."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="variants")
    code = models.CharField(max_length=4, default="A")
    weight = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    joined_text = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["step", "code"], name="campaign_variant_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="campaign_variant_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.code}"
