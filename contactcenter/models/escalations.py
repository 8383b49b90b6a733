"""What was told upwards of tickets that use up their terms."""

from django.db import models
from django.db.models import Q

from contactcenter.models.tickets import Ticket
from optics_crm.core.models import Employee
from optics_crm.core.models.base import AppNow, Identified


class Escalation(Identified):
    """A share of a stage's term was used up: 80, 100 or 150 %. `due_at` is the term's end, so that a stage which is
    begun anew may be late anew.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="escalations")
    level = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "level", "due_at"], name="escalated_once")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.level} %"


class EscalationWord(models.Model):
    """Somebody who is to know of it; `sent_at` is empty until a message has left, and stays so without an address."""

    escalation = models.ForeignKey(Escalation, models.CASCADE, related_name="words")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+", db_index=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employee", "escalation"], name="escalation_told_once")]
        indexes = [models.Index(fields=["employee"], name="escalation_unsent", condition=Q(sent_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.escalation_id}"
