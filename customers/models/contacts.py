"""Phones and e-mails: a number is one row, however many cards name it and whoever answers it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.people import Card
from optics_crm.core.models.base import Dated, Identified


class Phone(Identified, Dated):
    """A number in E.164. `refused_at`: the operator told us that the subscriber refuses mailings (41-FZ)."""

    number = models.CharField(max_length=16, unique=True)
    is_mobile = models.BooleanField(default=False, db_default=False)
    is_foreign = models.BooleanField(default=False, db_default=False)
    region_timezone = models.CharField(max_length=40, blank=True, default="", db_default="")
    refused_at = models.DateTimeField(null=True, blank=True)
    unreachable_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(number__regex=r"^\+[1-9][0-9]{6,14}$"), name="phone_is_e164")
        ]
        indexes = [
            # look-up by the last digits that a client names
            models.Index(models.functions.Right("number", 4), name="phone_by_last_digits"),
        ]

    def __str__(self) -> str:
        return self.number


class CardPhone(models.Model):
    """A phone as a card names it, with whose it is. A malformed number keeps its raw text and has no `phone`."""

    class Kind(models.TextChoices):
        MOBILE = "mobile", _("mobile")
        HOME = "home", _("home")
        WORK = "work", _("work")

    class Role(models.TextChoices):
        OWN = "own", _("own")
        PARENT = "parent", _("parent's")
        SPOUSE = "spouse", _("spouse's")
        CHILD = "child", _("child's")
        OTHER = "other", _("somebody else's")

    # their indexes: the unique one begins with the card, the look-up with the phone
    card = models.ForeignKey(Card, models.CASCADE, related_name="phones", db_index=False)
    phone = models.ForeignKey(Phone, models.PROTECT, null=True, blank=True, related_name="uses", db_index=False)
    raw = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.MOBILE)
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.OWN)
    owner_hint = models.CharField(max_length=60, blank=True)
    extension = models.CharField(max_length=10, blank=True)
    is_main = models.BooleanField(default=False, db_default=False)
    position = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "phone"], name="card_phone_once"),
        ]
        indexes = [models.Index(fields=["phone", "card"], name="card_phone_lookup")]

    def __str__(self) -> str:
        return self.raw


class Email(Identified, Dated):
    """An address, lower-cased."""

    address = models.CharField(max_length=254, unique=True)
    bounced_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.address


class CardEmail(models.Model):
    """An e-mail as a card names it."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="emails", db_index=False)
    email = models.ForeignKey(Email, models.PROTECT, null=True, blank=True, related_name="uses", db_index=False)
    raw = models.CharField(max_length=254)
    role = models.CharField(max_length=8, choices=CardPhone.Role.choices, default=CardPhone.Role.OWN)
    is_main = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "email"], name="card_email_once")]
        indexes = [models.Index(fields=["email", "card"], name="card_email_lookup")]

    def __str__(self) -> str:
        return self.raw


class Messenger(models.Model):
    """An account in a messenger by which the person can be reached."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="messengers")
    kind = models.CharField(max_length=20)
    external_id = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "kind", "external_id"], name="messenger_once")]
        indexes = [models.Index(fields=["kind", "external_id"], name="messenger_lookup")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.external_id}"
