"""Steps of tickets, and what the exchange tells of steps: of tickets, orders and appointments."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contactcenter.models.tickets import Ticket
from optics_crm.core.models import Employee, Synced
from optics_crm.core.models.base import AppNow, Dated, Identified


class Entity(models.TextChoices):
    """What a change of the exchange is about."""

    TICKET = "service_ticket", _("service ticket")
    ORDER = "order", _("order")
    APPOINTMENT = "appointment", _("appointment")


class StageChange(Identified, Dated, Synced):
    """One step, append-only. Those of tickets are their history; those of orders and appointments are kept as the
    exchange told them, and are written into the histories that their owners keep.

    A step with a GUID of another book came as a `stage_change`; one without a client was made here, and goes out under
    its own id. `is_derived`: nobody told it, the object itself stood at another stage when it came.
    """

    entity = models.CharField(max_length=14, choices=Entity.choices, default=Entity.TICKET)
    object_id = models.UUIDField()
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, blank=True, related_name="changes", db_index=False)
    from_stage = models.CharField(max_length=26, blank=True)
    to_stage = models.CharField(max_length=26)
    at = models.DateTimeField(db_default=AppNow())
    actor = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    origin = models.CharField(max_length=60, blank=True, default="", db_default="")
    comment = models.CharField(max_length=500, blank=True)
    is_derived = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["guid", "client"], name="stage_change_guid_once"),
            models.CheckConstraint(
                condition=Q(entity="service_ticket", ticket=models.F("object_id"))
                | (~Q(entity="service_ticket") & Q(ticket__isnull=True)),
                name="stage_change_of_its_object",
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "at"], name="change_of_ticket", condition=Q(ticket__isnull=False)),
            models.Index(fields=["at", "id"], name="change_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.from_stage} > {self.to_stage}"
