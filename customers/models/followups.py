"""A promise to a client: who keeps it, by when, how it ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.exams import Exam
from customers.models.families import Household
from customers.models.people import Card, Person
from customers.models.prescriptions import Prescription
from customers.querysets import FollowUpQuerySet
from optics_crm.core import clock
from optics_crm.core.models import Department, Employee, Salon
from optics_crm.core.models.base import AppNow, Dated, Identified


class FollowUp(Identified, Dated):
    """Work that is owed to a client. `kind` is a key of `customers.followups.KINDS`; `occasion` makes it once.

    `call` is the id of the call that it came from, `proof` that of the call, purchase or order which shows what became
    of it: facts of floors above. A promise with a proof was closed by what happened, not by a person.

    One that `returns` was handed over: whoever keeps it answers, and then it goes back to its author, who tells the
    client. `escalated` is the highest step of the ladder (`customers.followup_ladder`) that its lateness was told to.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    class Phase(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered: tell the client")
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
    notes = models.TextField(_("notes"), blank=True, default="", db_default="")
    exam = models.ForeignKey(Exam, models.SET_NULL, null=True, blank=True, related_name="followups", db_index=False)
    prescription = models.ForeignKey(
        Prescription, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    occasion = models.CharField(max_length=120, null=True, blank=True, unique=True)
    due_at = models.DateTimeField(_("due"))
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.OPEN, db_default="open")
    returns = models.BooleanField(default=False, db_default=False)
    answer = models.TextField(_("answer"), blank=True, default="", db_default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    escalated = models.PositiveSmallIntegerField(default=0, db_default=0)
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
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (models.Q(returns=True, answered_at__isnull=False) & ~models.Q(answer="")),
                name="followup_answer_has_moment",
            ),
        ]
        indexes = [
            # work lists: open promises by clock
            models.Index(fields=["due_at"], name="followup_open_by_clock", condition=models.Q(status="open")),
            models.Index(fields=["person", "status"], name="followup_of_person"),
            models.Index(fields=["call"], name="followup_of_call", condition=models.Q(call__isnull=False)),
            models.Index(fields=["proof"], name="followup_of_proof", condition=models.Q(proof__isnull=False)),
            models.Index(fields=["exam"], name="followup_of_exam", condition=models.Q(exam__isnull=False)),
            # updated_since of the REST API
            models.Index(fields=["updated_at", "id"], name="followup_updated"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def phase(self) -> str:
        """Where the promise stands: open, answered (the client is still to be told) or closed."""
        if self.status == self.Status.CLOSED:
            return self.Phase.CLOSED.value
        return self.Phase.ANSWERED.value if self.answered_at else self.Phase.OPEN.value

    @property
    def rung(self) -> str:
        """`escalated` as the badge family `ladder` names it."""
        return str(self.escalated)


class FollowUpStep(Identified):
    """One thing that was done with a promise after it was made. Steps are only ever added."""

    class Verb(models.TextChoices):
        ASSIGNED = "assigned", _("given to somebody")
        POSTPONED = "postponed", _("postponed")
        TRIED = "tried", _("tried in vain")
        ANSWERED = "answered", _("answered")
        ASKED_AGAIN = "asked_again", _("asked again")
        ESCALATED = "escalated", _("lateness told to the chief")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("opened again")

    followup = models.ForeignKey(FollowUp, models.CASCADE, related_name="steps", db_index=False)
    at = models.DateTimeField(default=clock.now, db_default=AppNow())
    verb = models.CharField(max_length=12, choices=Verb.choices)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    actor = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    actor_label = models.CharField(max_length=150, blank=True)
    note = models.TextField(blank=True, default="", db_default="")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verb="escalated", level__isnull=False)
                | (~models.Q(verb="escalated") & models.Q(level__isnull=True)),
                name="followup_step_level_of_escalation",
            ),
            models.UniqueConstraint(
                fields=["followup", "level"],
                condition=models.Q(level__isnull=False),
                name="followup_escalated_once_per_level",
            ),
        ]
        indexes = [models.Index(fields=["followup", "at"], name="followup_step_of")]

    def __str__(self) -> str:
        return self.get_verb_display()
