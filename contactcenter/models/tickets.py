"""Service tickets: something a client brought to us or demands of us, its stages, promises and clocks."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contactcenter.models.terms import LegalTerm
from contactcenter.querysets import TicketQuerySet
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
    """In the order in which a ticket goes; of two that were said of one moment the later one counts."""

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


ENDS = (TicketStage.ISSUED.value, TicketStage.REFUSED.value, TicketStage.CLOSED.value)
# the thing lies in the salon: what was promised is kept
KEPT = (TicketStage.READY.value, TicketStage.CLIENT_NOTIFIED.value)


class Demand(models.TextChoices):
    """What the client demands; the law gives each its term."""

    REPLACE_SAME = "replace_same", _("the same thing anew")
    REPLACE_OTHER = "replace_other", _("another thing instead")
    PRICE_CUT = "price_cut", _("a lower price")
    FREE_REPAIR = "free_repair", _("repair free of charge")
    EXPENSE_REFUND = "expense_refund", _("expenses paid back")
    MONEY_BACK = "money_back", _("money back")
    DAMAGES = "damages", _("damages")
    EXCHANGE = "exchange", _("exchange of a thing without defects")


class Ticket(Identified, Dated, Synced):
    """A repair, free service, return, exchange, claim or complaint.

    `stage` is the newest of what was said: by the book's object (`book_stage`, `book_stage_at`) and by the changes that
    came one by one (`contactcenter.stages`). `first_promised_on` never changes; `promised_on` is the latest promise,
    `due_on` the term in the book that the ticket came from. `warn_at`, `stage_due_at` and `grave_at` are the moments
    at which 80, 100 and 150 % of the stage's term are gone, `legal_due_on` the last day that the law gives: computed
    in `contactcenter.clocks`, empty for closed tickets (the day of the law stays).
    """

    # references without an index of their own: another index begins with them, or nobody asks from that end
    card = models.ForeignKey(Card, models.PROTECT, related_name="tickets")
    salon = models.ForeignKey(Salon, models.PROTECT, related_name="+")
    workshop = models.ForeignKey(Salon, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    purchase = models.ForeignKey(Purchase, models.SET_NULL, null=True, blank=True, related_name="tickets")
    purchase_guid = models.UUIDField(null=True, blank=True)
    line_no = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=TicketKind.choices)
    stage = models.CharField(max_length=26, choices=TicketStage.choices, default=TicketStage.ACCEPTED)
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    stage_at = models.DateTimeField()
    book_stage = models.CharField(max_length=26, blank=True, default="", db_default="")
    book_stage_at = models.DateTimeField(null=True, blank=True)
    first_promised_on = models.DateField(null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    item = models.CharField(max_length=300, blank=True)
    defect = models.TextField(blank=True)
    demand = models.CharField(max_length=14, choices=Demand.choices, blank=True, default="", db_default="")
    demanded_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=300, blank=True, default="", db_default="")
    owner = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="tickets")
    author = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    is_warranty = models.BooleanField(default=False, db_default=False)
    resolution = models.TextField(blank=True)
    refund_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    refund_paid_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    stage_due_at = models.DateTimeField(null=True, blank=True)
    grave_at = models.DateTimeField(null=True, blank=True)
    is_paused = models.BooleanField(default=False, db_default=False)
    legal_term = models.ForeignKey(LegalTerm, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    legal_due_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, db_default=1)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guid", "client"], name="ticket_guid_once"),
            models.CheckConstraint(
                condition=~Q(stage__in=["issued", "refused", "closed"]) | Q(closed_at__isnull=False),
                name="ticket_end_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["issued", "refused", "closed"]) | Q(closed_at__isnull=True),
                name="ticket_open_has_no_end",
            ),
            models.CheckConstraint(condition=Q(stage__in=TicketStage.values), name="ticket_stage_is_known"),
            models.CheckConstraint(condition=Q(kind__in=TicketKind.values), name="ticket_kind_is_known"),
            models.CheckConstraint(condition=Q(demand="") | Q(demand__in=Demand.values), name="ticket_demand_is_known"),
            models.CheckConstraint(
                condition=Q(book_stage="") | Q(book_stage_at__isnull=False), name="ticket_said_when"
            ),
            models.CheckConstraint(
                condition=Q(promised_on__isnull=True) | Q(first_promised_on__isnull=False),
                name="ticket_promise_has_first",
            ),
            models.CheckConstraint(
                condition=Q(stage_due_at__isnull=True)
                | Q(warn_at__lte=F("stage_due_at"), grave_at__gte=F("stage_due_at")),
                name="ticket_clock_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["card", "-opened_at"], name="ticket_of_card"),
            # the board and the work lists: open tickets by their clocks
            models.Index(fields=["stage", "stage_at"], name="ticket_open", condition=Q(closed_at__isnull=True)),
            models.Index(
                fields=["stage_due_at", "id"], name="ticket_open_by_clock", condition=Q(closed_at__isnull=True)
            ),
            # the list, newest first; updated_since of the REST API; the search box
            models.Index(fields=["-opened_at", "id"], name="ticket_newest"),
            models.Index(fields=["updated_at", "id"], name="ticket_updated"),
            models.Index(fields=["number"], name="ticket_by_number"),
            # tickets that wait for their purchase
            models.Index(
                fields=["purchase_guid"],
                name="ticket_waits_for_purchase",
                condition=Q(purchase__isnull=True, purchase_guid__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class TicketPromise(models.Model):
    """A day that was promised to the client, append-only. The first one stands in the ticket as well."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="promises")
    promised_on = models.DateField()
    at = models.DateTimeField(db_default=AppNow())
    actor = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    origin = models.CharField(max_length=60, blank=True, default="", db_default="")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.promised_on:%d.%m.%Y}"
