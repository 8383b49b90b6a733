"""`appointments` of the REST API."""

from typing import Any

import django_filters
import msgspec
from django.utils.translation import gettext as _
from msgspec import UNSET, UnsetType
from rest_framework import serializers

from customers.appointments import move_appointment
from customers.models import Appointment
from customers.models.appointments import AppointmentSource, AppointmentStatus
from optics_crm.core.api.parameters import SyncedFilters
from optics_crm.core.api.resource import Resource, resource
from optics_crm.core.errors import DomainError


class AppointmentRow(serializers.ModelSerializer[Appointment]):
    """A booking; `starts_on` is its day in the salon's zone, `customer` the person who stands for the card."""

    customer = serializers.UUIDField(source="card.person_id", read_only=True)

    class Meta:
        model = Appointment
        fields = (
            "id",
            "guid",
            "customer",
            "salon",
            "doctor",
            "service",
            "starts_at",
            "starts_on",
            "ends_at",
            "status",
            "status_at",
            "source",
            "cancel_reason",
            "exam",
            "created_at",
            "updated_at",
        )


class AppointmentFilters(SyncedFilters):
    """`starts_from` and `starts_until` are days of the salon, both included."""

    customer = django_filters.UUIDFilter(field_name="card__person")
    salon = django_filters.UUIDFilter()
    doctor = django_filters.UUIDFilter()
    status = django_filters.ChoiceFilter(choices=AppointmentStatus.choices)
    source = django_filters.ChoiceFilter(choices=AppointmentSource.choices)
    starts_from = django_filters.DateFilter(field_name="starts_on", lookup_expr="gte")
    starts_until = django_filters.DateFilter(field_name="starts_on", lookup_expr="lte")


class AppointmentChanges(msgspec.Struct, forbid_unknown_fields=True):
    """What may be said of an appointment: what became of it, and why it is cancelled."""

    status: str | UnsetType = UNSET
    cancel_reason: str | UnsetType = UNSET


@resource("appointments")
class Appointments(Resource):
    """Who is expected where and when, and what became of it."""

    model = Appointment
    scope = "appointment"
    capability = "appointments.view"
    write_capability = "appointments.edit"
    related = ("card",)
    serializer_class = AppointmentRow
    filterset_class = AppointmentFilters
    changes = AppointmentChanges

    def change(self, actor: Any, row: Appointment, said: AppointmentChanges) -> None:
        if said.status is UNSET:
            raise DomainError("status_missing", _("Say what became of the appointment."), pointer="/status")
        reason = "" if said.cancel_reason is UNSET else said.cancel_reason
        move_appointment(actor, row, said.status, reason=reason)
