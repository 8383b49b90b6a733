"""`calls` of the REST API."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from contactcenter.calls.numbers import read_number
from contactcenter.models import Call
from optics_crm.core import audit, phones
from optics_crm.core.api.parameters import Filters, YesNoFilter
from optics_crm.core.api.resource import Resource, resource
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import can
from optics_crm.core.programs import Program

NAMED = ("external_id", "phone")  # whoever names the call or the number asks about these very calls


class CallRow(serializers.ModelSerializer[Call]):
    """A call. `phone` is masked and `recording` (the exchange's address of it) left out where the caller may not see
    them, and in lists of employees that name neither the call nor the number.
    """

    phone = serializers.SerializerMethodField()
    recording = serializers.SerializerMethodField()

    class Meta:
        model = Call
        fields = (
            "id",
            "provider",
            "external_id",
            "direction",
            "phone",
            "line",
            "started_at",
            "answered",
            "answered_by",
            "wait_seconds",
            "talk_seconds",
            "state",
            "household",
            "person",
            "recording",
        )

    def get_phone(self, row: Call) -> str:
        return row.phone if self.context["open"] else phones.mask(row.phone) if row.phone else ""

    def get_recording(self, row: Call) -> str | None:
        return row.recording or None if self.context["open"] else None


class CallFilters(Filters):
    """`phone`: in any spelling. `missed`: clients who called and talked to nobody."""

    external_id = django_filters.CharFilter()
    provider = django_filters.CharFilter()
    phone = django_filters.CharFilter(method="by_phone")
    direction = django_filters.ChoiceFilter(choices=Call.Direction.choices)
    state = django_filters.ChoiceFilter(choices=Call.State.choices)
    answered = YesNoFilter()
    missed = YesNoFilter(method="by_miss")
    person = django_filters.UUIDFilter()

    def by_phone(self, rows: "QuerySet[Call]", name: str, value: str) -> "QuerySet[Call]":
        number = read_number(value)
        if not number:
            raise DomainError("phone_malformed", _("This is not a phone number."), detail={"parameter": "phone"})
        return rows.filter(phone=number)

    def by_miss(self, rows: "QuerySet[Call]", name: str, value: bool) -> "QuerySet[Call]":
        missed = Call.objects.missed()
        return rows.filter(pk__in=missed.values("pk")) if value else rows.exclude(pk__in=missed.values("pk"))


@resource("calls")
class Calls(Resource):
    """Contacts by phone, however many legs and transfers each had."""

    model = Call
    scope = "call"
    capability = "calls.view"
    serializer_class = CallRow
    filterset_class = CallFilters

    def context_of(self, rows: Sequence[Call], *, in_list: bool) -> dict[str, Any]:
        return {"open": self._open(in_list=in_list)}

    def seen(self, rows: Sequence[Call], *, in_list: bool) -> None:
        """One line of the journal per answer that shows numbers."""
        if rows and self._open(in_list=in_list):
            one = rows[0] if len(rows) == 1 else None
            audit.record(self.request.user, "contactcenter.call.phone_revealed", one, calls=len(rows))

    def _open(self, *, in_list: bool) -> bool:
        """Whether the caller sees numbers in full."""
        user = self.request.user
        if isinstance(user, Program):
            return True
        asked = not in_list or any(self.request.query_params.get(name) for name in NAMED)
        return asked and can(user, "customers.phones")
