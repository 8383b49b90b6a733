"""`tickets` of the REST API, and whatever else this floor has (`calls` in a file of its own)."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import django_filters
import msgspec
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from msgspec import UNSET, UnsetType
from rest_framework import serializers

from contactcenter.call_resource import Calls
from contactcenter.models import Ticket
from contactcenter.models.tickets import Demand, TicketKind, TicketStage
from contactcenter.tickets import assign_ticket, correct_ticket, move_ticket, promise_ticket
from optics_crm.core import clock
from optics_crm.core.api.parameters import SyncedFilters, YesNoFilter
from optics_crm.core.api.resource import Resource, resource
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Employee

STATUSES = {"open": True, "closed": False}


class TicketRow(serializers.ModelSerializer[Ticket]):
    """A service ticket. `status` is open or closed; `stage_due_at` our own term, `legal_due_on` the law's last day."""

    customer = serializers.UUIDField(source="card.person_id", read_only=True)
    responsible = serializers.UUIDField(source="owner_id", read_only=True, allow_null=True)
    warranty = serializers.BooleanField(source="is_warranty", read_only=True)
    status = serializers.SerializerMethodField()

    class Meta:
        model = Ticket
        fields = (
            "id",
            "guid",
            "number",
            "kind",
            "status",
            "stage",
            "stage_at",
            "customer",
            "salon",
            "workshop",
            "responsible",
            "purchase",
            "line_no",
            "opened_at",
            "opened_on",
            "closed_at",
            "item",
            "defect",
            "demand",
            "demanded_at",
            "cause",
            "first_promised_on",
            "promised_on",
            "due_on",
            "stage_due_at",
            "is_paused",
            "legal_due_on",
            "price",
            "warranty",
            "resolution",
            "refund_amount",
            "refund_paid_at",
            "created_at",
            "updated_at",
        )

    def get_status(self, row: Ticket) -> str:
        return "open" if row.closed_at is None else "closed"


class TicketFilters(SyncedFilters):
    """`status` is open, closed, or a stage; `late` asks for tickets over a term of ours, a promise or the law."""

    status = django_filters.ChoiceFilter(
        choices=[("open", "open"), ("closed", "closed"), *TicketStage.choices], method="by_status"
    )
    stage = django_filters.ChoiceFilter(choices=TicketStage.choices)
    kind = django_filters.ChoiceFilter(choices=TicketKind.choices)
    customer = django_filters.UUIDFilter(field_name="card__person")
    salon = django_filters.UUIDFilter()
    responsible = django_filters.UUIDFilter(field_name="owner")
    number = django_filters.CharFilter()
    late = YesNoFilter(method="by_lateness")

    def by_status(self, rows: "QuerySet[Ticket]", name: str, value: str) -> "QuerySet[Ticket]":
        if value in STATUSES:
            return rows.filter(closed_at__isnull=STATUSES[value])
        return rows.filter(stage=value)

    def by_lateness(self, rows: "QuerySet[Ticket]", name: str, value: bool) -> "QuerySet[Ticket]":
        late = Q(closed_at__isnull=True) & Ticket.objects.late_q(clock.now(), clock.today())
        return rows.filter(late) if value else rows.exclude(late)


class TicketChanges(msgspec.Struct, forbid_unknown_fields=True):
    """What may be said of a ticket; `comment` goes with the stage, `reason` with the promise."""

    stage: str | UnsetType = UNSET
    comment: str | UnsetType = UNSET
    promised_on: dt.date | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    responsible: UUID | None | UnsetType = UNSET
    item: str | UnsetType = UNSET
    defect: str | UnsetType = UNSET
    cause: str | UnsetType = UNSET
    resolution: str | UnsetType = UNSET
    demand: str | UnsetType = UNSET
    price: Decimal | None | UnsetType = UNSET
    refund_amount: Decimal | None | UnsetType = UNSET


__all__ = ["Calls", "Tickets"]

PLAIN = ("item", "defect", "cause", "resolution", "demand", "price", "refund_amount")
LENGTHS = {"item": 300, "cause": 300, "defect": 20_000, "resolution": 20_000}
LARGEST = Decimal("9999999999.99")


@resource("tickets")
class Tickets(Resource):
    """Repairs, free services, returns, exchanges, claims and complaints."""

    model = Ticket
    scope = "service_ticket"
    capability = "tickets.view"
    write_capability = "tickets.work"
    related = ("card",)
    serializer_class = TicketRow
    filterset_class = TicketFilters
    changes = TicketChanges

    def change(self, actor: Any, row: Ticket, said: TicketChanges) -> None:
        plain = {name: value for name in PLAIN if (value := getattr(said, name)) is not UNSET}
        _check(plain)
        if plain:
            correct_ticket(actor, row, **plain)
        if said.responsible is not UNSET:
            assign_ticket(actor, row, _employee(said.responsible))
        if said.promised_on is not UNSET:
            promise_ticket(actor, row, said.promised_on, reason=said.reason or "")
        if said.stage is not UNSET:
            move_ticket(actor, row, said.stage, comment=said.comment or "")


def _check(plain: dict[str, Any]) -> None:
    for name, value in plain.items():
        if isinstance(value, str) and len(value) > LENGTHS.get(name, 14):
            raise DomainError("too_long", _("The text is longer than the field holds."), pointer=f"/{name}")
        if isinstance(value, Decimal) and not (value.is_finite() and 0 <= value <= LARGEST):
            raise DomainError("out_of_range", _("The number lies outside of what the field holds."), pointer=f"/{name}")
    if plain.get("demand") and plain["demand"] not in Demand.values:
        raise DomainError("demand_unknown", _("There is no such demand."), pointer="/demand")


def _employee(pk: UUID | None) -> Employee | None:
    if pk is None:
        return None
    found = Employee.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise DomainError("employee_unknown", _("There is no such employee."), pointer="/responsible")
    return found
