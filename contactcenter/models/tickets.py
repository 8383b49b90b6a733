"""Service tickets: something a client brought to us, its stages and its clocks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Card
from optics_crm.core.models import Employee, Salon, Synced
from optics_crm.core.models.base import AppNow, Dated, Identified
from orders.models import Purchase


class TicketKind(models.TextChoices):
    REPAIR = "repair", _("repair")
    MAINTENANCE = "maintenance", _("free service")
    RETURN = "return", _("return")
    EXCHANGE = "exchange", _("exchange")
    CLAIM = "claim", _("claim")
    COMPLAINT = "complaint", _("complaint")


class TicketStage(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    SENT_TO_WORKSHOP = "sent_to_workshop", _("sent to the workshop")
    DIAGNOSED = "diagnosed", _("diagnosed")
    AWAITING_CLIENT_APPROVAL = "awaiting_client_approval", _("waits for the client's word")
    AWAITING_PARTS = "awaiting_parts", _("waits for parts")
    IN_REPAIR = "in_repair", _("in repair")
    QUALITY_CHECK = "quality_check", _("quality check")
    IN_TRANSIT = "in_transit", _("on its way to the salon")
    READY = "ready", _("ready")
    CLIENT_NOTIFIED = "client_notified", _("client told")
    ISSUED = "issued", _("handed over")
    REFUSED = "refused", _("refused")
    CLOSED = "closed", _("closed")


class Ticket(Identified, Dated, Synced):
    """A repair, free service, return, exchange, claim or complaint. `promised_on` is the first promise made."""

    card = models.ForeignKey(Card, models.PROTECT, related_name="tickets")
    salon = models.ForeignKey(Salon, models.PROTECT, related_name="+")
    purchase = models.ForeignKey(Purchase, models.SET_NULL, null=True, blank=True, related_name="tickets")
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=TicketKind.choices)
    stage = models.CharField(max_length=26, choices=TicketStage.choices, default=TicketStage.ACCEPTED)
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    stage_at = models.DateTimeField()
    promised_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    item = models.CharField(max_length=300, blank=True)
    defect = models.TextField(blank=True)
    owner = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="tickets")
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    is_warranty = models.BooleanField(default=False, db_default=False)
    resolution = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "guid"], name="ticket_guid_once"),
            models.CheckConstraint(
                condition=~Q(stage__in=["issued", "refused", "closed"]) | Q(closed_at__isnull=False),
                name="ticket_end_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["card", "-opened_at"], name="ticket_of_card"),
            models.Index(fields=["stage", "stage_at"], name="ticket_open", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.number


class StageChange(models.Model):
    """One step of a ticket, append-only."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="changes")
    from_stage = models.CharField(max_length=26, blank=True)
    to_stage = models.CharField(max_length=26)
    at = models.DateTimeField(db_default=AppNow())
    actor = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+")
    comment = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.from_stage} > {self.to_stage}"
