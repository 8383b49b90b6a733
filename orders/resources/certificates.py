"""`/api/v1/certificates/`: `?code=` answers the till what a code is worth and whether it still is."""

from typing import TYPE_CHECKING, Any

import django_filters
from rest_framework import serializers

from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.api.parameters import Filters
from optics_crm.core.api.resource import Resource, resource
from orders.certificates import readings, state_of
from orders.models import Certificate

if TYPE_CHECKING:
    from django.db.models import QuerySet


class CertificateRow(serializers.ModelSerializer[Certificate]):
    """A code worth `value` roubles or `percent`. `status` is that of today: one whose term is over is `expired`."""

    customer = serializers.UUIDField(source="card.person_id", read_only=True, default=None)
    status = serializers.SerializerMethodField()

    class Meta:
        model = Certificate
        fields = (
            "id",
            "code",
            "customer",
            "value",
            "percent",
            "issued_on",
            "valid_until",
            "status",
            "used_on",
            "used_salon",
            "used_in",
            "created_at",
            "updated_at",
        )

    def get_status(self, row: Certificate) -> str:
        return state_of(row.status, row.valid_until, clock.today())


class CertificateFilters(Filters):
    """`code` as it is typed: case, dashes, blanks and Russian letters do not matter."""

    code = django_filters.CharFilter(method="by_code")
    customer = django_filters.UUIDFilter(field_name="card__person")

    def by_code(self, rows: "QuerySet[Certificate]", name: str, value: str) -> "QuerySet[Certificate]":
        return rows.filter(code__in=readings(value))


@resource("certificates")
class Certificates(Resource):
    """Gift and discount certificates."""

    model = Certificate
    scope = "certificate"
    capability = "certificates.use"
    related = ("card",)
    serializer_class = CertificateRow
    filterset_class = CertificateFilters

    def rows_for(self, user: Any) -> "QuerySet[Certificate]":
        """Who may use certificates finds any by its code, and sees those of the people whom he or she may open."""
        if self.request.query_params.get("code", "").strip():
            return Certificate.objects.all()
        return Certificate.objects.filter(card__person__in=Person.objects.visible_to(user))
