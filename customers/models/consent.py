"""Consents: a ledger of acts, never edited. 152-FZ art. 9 and 10, 38-FZ art. 18."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.people import Card, Person
from optics_crm.core.models import Employee
from optics_crm.core.models.base import AppNow, Identified


class Purpose(models.TextChoices):
    PERSONAL_DATA = "pd", _("personal data")
    HEALTH = "health", _("health data")
    ADS = "ads", _("advertising")
    CALLS = "calls", _("automatic calls")


class ConsentText(models.Model):
    """The wording that was agreed to; a printed act carries its version."""

    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    valid_from = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "number"], name="consent_text_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Consent(Identified):
    """One act: given, withdrawn or declined, for one purpose and channel, with its proof.

    An empty `channel` means every channel. `at` is the moment of the act, `recorded_at` the moment it reached us.
    `said_by` is the person that said it where the card was born with another: a consent counts on such a card only
    while both are one person, a refusal for ever.
    """

    class Status(models.TextChoices):
        GIVEN = "given", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DECLINED = "declined", _("declined")

    class Method(models.TextChoices):
        ONEC = "onec", _("1C")
        DESK_CODE = "desk_code", _("at the desk, code from an SMS")
        DESK_PAPER = "desk_paper", _("at the desk, signed on paper")
        LINK = "link", _("by the link in a message")
        PHONE = "phone", _("by phone")
        FORM = "form", _("web form")
        MERGE = "merge", _("merged cards")

    card = models.ForeignKey(Card, models.PROTECT, related_name="consents", db_index=False)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    channel = models.CharField(max_length=20, blank=True, default="", db_default="")
    status = models.CharField(max_length=10, choices=Status.choices)
    method = models.CharField(max_length=12, choices=Method.choices)
    text = models.ForeignKey(ConsentText, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=AppNow())
    actor = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    phone = models.CharField(max_length=16, blank=True, default="", db_default="")
    ip = models.GenericIPAddressField(null=True, blank=True)
    evidence = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    said_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        constraints = [
            # a re-sent card repeats the same act: it is the same row
            models.UniqueConstraint(
                fields=["card", "purpose", "channel", "status", "method", "at"], name="consent_act_once"
            )
        ]
        indexes = [models.Index(fields=["card", "purpose", "channel", "-at"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.get_status_display()}"


class ConsentCode(Identified):
    """A one-time code that went to the client's own phone; telling it at the desk is the act of consent.

    `number` is E.164, `signed_by` the grown-up who has that phone where the person is a child. Only the newest code of
    a person and purpose counts; the code itself is kept as a hash.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="consent_codes", db_index=False)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    channel = models.CharField(max_length=20, blank=True, default="", db_default="")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+", db_index=False)
    signed_by = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    number = models.CharField(max_length=16)
    code_hash = models.CharField(max_length=64)
    asked_by = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "purpose", "-asked_at"], name="consent_code_latest"),
            # how many a number got lately
            models.Index(fields=["number", "-asked_at"], name="consent_code_of_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.asked_at:%d.%m.%Y %H:%M}"
