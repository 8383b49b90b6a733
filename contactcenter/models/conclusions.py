"""What came of calls: why clients call (a list that the chain edits), and what each operator wrote of a call."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contactcenter.models.calls import Call
from contactcenter.querysets import CallOutcomeQuerySet
from customers.models import Person
from optics_crm.core.models import Employee
from optics_crm.core.models.base import Dated, Identified


class ContactReason(Identified, Dated):
    """Why somebody contacts us, in two levels: a `parent` groups, its children are what is chosen.

    `code` never changes; a reason out of use is not active, and stays with the calls that had it.
    """

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(_("in use"), default=True, db_default=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0, db_default=0)

    class Meta:
        verbose_name = _("reason of contact")
        verbose_name_plural = _("reasons of contact")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="contact_reason_not_in_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class CallOutcome(Identified, Dated):
    """What one employee wrote of one call; a call that was transferred has one of each who took it.

    `note` is kept while it is typed: `revision` counts its changes, so that two windows never overwrite each other
    unseen. `verified_person` is whom the employee has made sure of (`verified_at`). A conclusion stands once it is
    wrapped up; `after_seconds` is the after-call time that it took.
    """

    class Result(models.TextChoices):
        SOLVED = "solved", _("settled at once")
        BOOKED = "booked", _("booked an appointment")
        PROMISED = "promised", _("promised to call back")
        HANDED_OVER = "handed_over", _("handed over to colleagues")
        DECLINED = "declined", _("the client declined")
        BROKEN = "broken", _("the connection broke")
        WRONG_NUMBER = "wrong_number", _("wrong number")
        SPAM = "spam", _("spam")

    call = models.ForeignKey(Call, models.CASCADE, related_name="outcomes", db_index=False)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", db_index=False)
    reason = models.ForeignKey(ContactReason, models.PROTECT, null=True, blank=True, related_name="outcomes")
    result = models.CharField(max_length=12, choices=Result.choices, blank=True)
    note = models.TextField(_("note"), blank=True)
    revision = models.PositiveIntegerField(default=0, db_default=0)
    verified_person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    wrapped_up_at = models.DateTimeField(null=True, blank=True)
    after_seconds = models.PositiveIntegerField(null=True, blank=True)

    objects = CallOutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "employee"], name="call_outcome_once"),
            models.CheckConstraint(
                condition=Q(wrapped_up_at=None, after_seconds=None)
                | (Q(wrapped_up_at__isnull=False, after_seconds__isnull=False) & ~Q(result="")),
                name="call_outcome_wrapped_up_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["employee", "wrapped_up_at"], name="call_outcome_of_employee"),
            models.Index(fields=["wrapped_up_at"], name="call_outcome_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.call_id}"
