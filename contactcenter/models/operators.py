"""What operators do when they do not talk: intervals of their states, never overlapping, never rewritten."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contactcenter.models.calls import Call
from optics_crm.core.models import Employee
from optics_crm.core.models.base import AppNow, Identified


class OperatorState(Identified):
    """An interval of one employee's state; the open one (`ended_at` empty) is the present state.

    Who has no open interval is logged out. That somebody talks is no state: it is read from the calls, whatever the
    state says. `call` is the one that an after-call time belongs to. `seen_at`: when the employee's screen last
    asked.
    """

    class State(models.TextChoices):
        FREE = "free", _("free")
        BUSY = "busy", _("busy")
        AFTER_CALL = "after_call", _("after-call work")
        BREAK = "break", _("on a break")

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="states", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices)
    began_at = models.DateTimeField(db_default=AppNow())
    ended_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(db_default=AppNow())
    call = models.ForeignKey(Call, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employee"], condition=Q(ended_at=None), name="operator_state_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="operator_state_forward"
            ),
            models.CheckConstraint(condition=Q(call=None) | Q(state="after_call"), name="operator_state_of_its_call"),
        ]
        indexes = [
            models.Index(fields=["employee", "began_at"], name="operator_state_history"),
            models.Index(fields=["began_at"], name="operator_state_by_day"),
            models.Index(fields=["call"], name="operator_state_of_call", condition=Q(call__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.began_at:%Y-%m-%d %H:%M}"
