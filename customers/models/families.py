"""Families: households, who belongs to them, who is whose relative."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.people import Person
from optics_crm.core.models import Synced
from optics_crm.core.models.base import Dated, Identified


class Household(Identified, Dated, Synced):
    """People who share a dossier: a family under one roof or on one phone."""

    name = models.CharField(_("name"), max_length=150, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "guid"], name="household_guid_once")]

    def __str__(self) -> str:
        return self.name or str(_("Family"))


class Membership(models.Model):
    """A person's place in a household; a person lives in one and may still be listed in others."""

    class Role(models.TextChoices):
        HEAD = "head", _("head of the family")
        SPOUSE = "spouse", _("spouse")
        CHILD = "child", _("child")
        PARENT = "parent", _("parent")
        OTHER = "other", _("other")

    household = models.ForeignKey(Household, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.OTHER)
    is_home = models.BooleanField(default=True, db_default=True)
    since = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "person"], name="membership_once"),
            models.UniqueConstraint(fields=["person"], condition=models.Q(is_home=True), name="membership_one_home"),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class Relationship(models.Model):
    """`relative` is the `kind` of `person`; the inverse is a row of its own, written by the same action."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("parent")
        CHILD = "child", _("child")
        SPOUSE = "spouse", _("spouse")
        SIBLING = "sibling", _("brother or sister")
        GRANDPARENT = "grandparent", _("grandparent")
        GRANDCHILD = "grandchild", _("grandchild")
        GUARDIAN = "guardian", _("guardian")
        WARD = "ward", _("ward")
        OTHER = "other", _("other")

    person = models.ForeignKey(Person, models.CASCADE, related_name="relationships")
    relative = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "relative", "kind"], name="relationship_once"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("relative")), name="relationship_not_with_oneself"
            ),
        ]
        indexes = [models.Index(fields=["person", "kind"], name="relationship_guardians")]

    def __str__(self) -> str:
        return f"{self.relative}: {self.get_kind_display()}"
