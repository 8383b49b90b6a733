"""`/api/v1/reservations/`: what is put aside for whom."""

import django_filters
from rest_framework import serializers

from optics_crm.core.api.parameters import SyncedFilters
from optics_crm.core.api.resource import Resource, resource
from orders.models import Reservation


class ReservationRow(serializers.ModelSerializer[Reservation]):
    """A thing of `from_salon` that is put aside until a moment; `to_salon` is where it is brought, if anywhere."""

    customer = serializers.UUIDField(source="card.person_id", read_only=True)

    class Meta:
        model = Reservation
        fields = (
            "id",
            "guid",
            "product",
            "from_salon",
            "to_salon",
            "customer",
            "qty",
            "until",
            "status",
            "status_at",
            "reason",
            "author",
            "revision",
            "created_at",
            "updated_at",
        )


class ReservationFilters(SyncedFilters):
    """Filters of reservations."""

    customer = django_filters.UUIDFilter(field_name="card__person")
    product = django_filters.UUIDFilter()
    from_salon = django_filters.UUIDFilter()
    to_salon = django_filters.UUIDFilter()
    status = django_filters.ChoiceFilter(choices=Reservation.Status.choices)


@resource("reservations")
class Reservations(Resource):
    """Asked for here, answered by 1C."""

    model = Reservation
    scope = "reservation"
    capability = "reservations.view"
    related = ("card",)
    serializer_class = ReservationRow
    filterset_class = ReservationFilters
