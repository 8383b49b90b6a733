"""A promise to a client: who keeps it, by when, how it ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.families import Household
from customers.models.people import Card, Person
from customers.querysets import FollowUpQuerySet
from optics_crm.core.models import Department, Employee, Salon
from optics_crm.core.models.base import Dated, Identified


class FollowUp(Identified, Dated):
    """Work that is owed to a client. `kind` is a key of `customers.followups.KINDS`; `occasion` makes it once.

    `call` is the id of the call that it came from, `proof` that of the call which shows what became of it: calls are
    facts of a floor above. A promise with a proof was closed by what happened, not by a person.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    kind = models.CharField(max_length=30)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="followups")
    card = models.ForeignKey(Card, models.PROTECT, null=True, blank=True, related_name="followups")
    household = models.ForeignKey(Household, models.SET_NULL, null=True, blank=True, related_name="+")
    salon = models.ForeignKey(Salon, models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=40, blank=True)
    call = models.UUIDField(null=True, blank=True)
    proof = models.UUIDField(null=True, blank=True)
    owner = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="followups")
    author = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(_("what was promised"), max_length=200)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    occasion = models.CharField(max_length=120, null=True, blank=True, unique=True)
    due_at = models.DateTimeField(_("due"))
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.OPEN, db_default="open")
    outcome = models.CharField(max_length=40, blank=True)
    outcome_note = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=1, db_default=1)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="open", closed_at__isnull=True)
                | models.Q(status="closed", closed_at__isnull=False),
                name="followup_closed_has_moment",
            )
        ]
        indexes = [
            # work lists: open promises by clock
            models.Index(fields=["due_at"], name="followup_open_by_clock", condition=models.Q(status="open")),
            models.Index(fields=["person", "status"], name="followup_of_person"),
            models.Index(fields=["call"], name="followup_of_call", condition=models.Q(call__isnull=False)),
            models.Index(fields=["proof"], name="followup_of_proof", condition=models.Q(proof__isnull=False)),
            # updated_since of the REST API
            models.Index(fields=["updated_at", "id"], name="followup_updated"),
        ]

    def __str__(self) -> str:
        return self.title
