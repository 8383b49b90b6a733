"""What happened to an order: its steps and its promises."""

from django.db import models
from django.db.models import Q

from optics_crm.core.models import Employee
from optics_crm.core.models.base import Identified
from orders import statuses
from orders.models.orders import STATUS_CHOICES, Order


class OrderStatusChange(Identified):
    """A step of an order's way, whoever told it: from, to, when, by whom. Rows can only be added (a trigger).

    `source` is the exchange's client that told it, empty for a change made here; `stage_guid` the stage change of the
    exchange that it came by, which counts as a word of that source until its book takes it back (`is_void`).
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="changes", db_index=False)
    from_status = models.CharField(max_length=16, blank=True)
    to_status = models.CharField(max_length=16, choices=STATUS_CHOICES)
    at = models.DateTimeField()
    source = models.CharField(max_length=40, blank=True)
    status_actor = models.CharField(max_length=4, blank=True)
    actor = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    comment = models.CharField(max_length=300, blank=True)
    stage_guid = models.UUIDField(null=True, blank=True)
    is_void = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            # one step, however many books tell of it
            models.UniqueConstraint(
                fields=["order", "to_status", "at"], condition=Q(is_void=False), name="order_change_once"
            ),
            models.UniqueConstraint(
                fields=["order", "stage_guid"],
                condition=Q(stage_guid__isnull=False, is_void=False),
                name="order_change_once_per_stage",
            ),
            models.CheckConstraint(condition=Q(to_status__in=statuses.CODES), name="order_change_status_known"),
        ]
        indexes = [
            models.Index(fields=["order", "at"], name="order_changes"),
            # a step that its book corrects or takes back
            models.Index(fields=["stage_guid"], name="order_change_by_stage", condition=Q(stage_guid__isnull=False)),
        ]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M} {self.to_status}"


class OrderPromise(Identified):
    """A day that was promised to the client. Rows can only be added (a trigger): the first one stays the first."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="promises", db_index=False)
    promised_on = models.DateField()
    said_at = models.DateTimeField()
    source = models.CharField(max_length=40, blank=True)
    actor = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["order", "said_at"], name="order_promises")]
        ordering = ["said_at", "id"]

    def __str__(self) -> str:
        return f"{self.promised_on:%d.%m.%Y}"
