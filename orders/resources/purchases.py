"""`/api/v1/purchases/`: sales and returns."""

import django_filters
from rest_framework import serializers

from optics_crm.core.api.parameters import SyncedFilters, YesNoFilter
from optics_crm.core.api.resource import Resource, resource
from orders.models import Purchase
from orders.models.purchases import Channel
from orders.resources.lines import LineRow, PaymentRow


class PurchaseRow(serializers.ModelSerializer[Purchase]):
    """A sale or a return. `medical_on` is the day on which it became medical glasses, `medical_until` the day of the
    return that took the last lens; `customer` is the person who stands for the card.
    """

    customer = serializers.UUIDField(source="card.person_id", read_only=True, default=None)
    lines = LineRow(many=True, read_only=True)
    payments = PaymentRow(many=True, read_only=True)

    class Meta:
        model = Purchase
        fields = (
            "id",
            "guid",
            "number",
            "customer",
            "salon",
            "sold_at",
            "sold_on",
            "handed_over_at",
            "handed_over_on",
            "seller",
            "doctor",
            "kind",
            "return_of",
            "order",
            "exam",
            "total",
            "discount",
            "bonus_spent",
            "channel",
            "is_posted",
            "medical_on",
            "medical_until",
            "lines",
            "payments",
            "created_at",
            "updated_at",
        )


class PurchaseFilters(SyncedFilters):
    """`medical`: medical glasses only; days are of the salon's zone."""

    customer = django_filters.UUIDFilter(field_name="card__person")
    salon = django_filters.UUIDFilter()
    order = django_filters.UUIDFilter()
    number = django_filters.CharFilter()
    kind = django_filters.ChoiceFilter(choices=Purchase.Kind.choices)
    channel = django_filters.ChoiceFilter(choices=Channel.choices)
    sold_from = django_filters.DateFilter(field_name="sold_on", lookup_expr="gte")
    sold_until = django_filters.DateFilter(field_name="sold_on", lookup_expr="lte")
    medical = YesNoFilter(field_name="medical_on", lookup_expr="isnull", exclude=True)


@resource("purchases")
class Purchases(Resource):
    """What was sold and what came back."""

    model = Purchase
    scope = "purchase"
    capability = "purchases.view"
    related = ("card",)
    prefetched = ("lines", "payments")
    serializer_class = PurchaseRow
    filterset_class = PurchaseFilters
