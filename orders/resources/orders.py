"""`/api/v1/orders/`: what was promised, where it is."""

from typing import TYPE_CHECKING, Any

import django_filters
from rest_framework import serializers

from optics_crm.core import clock
from optics_crm.core.api.parameters import Filters, YesNoFilter
from optics_crm.core.api.resource import Resource, resource
from orders.answers import answer, is_late
from orders.models import Order
from orders.models.orders import STATUS_CHOICES, OrderKind
from orders.models.purchases import Channel
from orders.resources.lines import LineRow, PaymentRow
from orders.statuses import OPEN

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ChangeRow(serializers.Serializer[Any]):
    """A step of the way; `told_by` is who told it, empty for a change made here."""

    from_status = serializers.CharField()
    status = serializers.CharField(source="to_status")
    at = serializers.DateTimeField()
    told_by = serializers.CharField(source="source")
    actor = serializers.UUIDField(source="actor_id", allow_null=True)
    comment = serializers.CharField()


class PromiseRow(serializers.Serializer[Any]):
    """A day that was promised."""

    promised_on = serializers.DateField()
    said_at = serializers.DateTimeField()
    told_by = serializers.CharField(source="source")
    reason = serializers.CharField()


class OrderInList(serializers.ModelSerializer[Order]):
    """An order. `first_promised_on` is what the client heard first; `answer` tells where the order is, for the client;
    `late`: promised for a day before today and not ready.
    """

    customer = serializers.UUIDField(source="card.person_id", read_only=True, default=None)
    answer = serializers.SerializerMethodField()
    late = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields: tuple[str, ...] = (
            "id",
            "guid",
            "number",
            "shop_number",
            "customer",
            "salon",
            "kind",
            "channel",
            "ordered_at",
            "status",
            "status_at",
            "status_actor",
            "answer",
            "late",
            "promised_on",
            "first_promised_on",
            "exam",
            "total",
            "paid",
            "paid_at",
            "delivery",
            "delivery_salon",
            "delivery_on",
            "delivery_cost",
            "track",
            "hold_reason",
            "remake_cause",
            "cancel_reason",
            "revision",
            "created_at",
            "updated_at",
        )

    def get_answer(self, row: Order) -> str:
        return answer(row, clock.today())

    def get_late(self, row: Order) -> bool:
        return is_late(row, clock.today())


class OrderRow(OrderInList):
    """An order with its lines, payments, steps and promises."""

    lines = LineRow(many=True, read_only=True, source="lines_from.lines", default=())
    payments = PaymentRow(many=True, read_only=True, source="payments_from.payments", default=())
    changes = ChangeRow(many=True, read_only=True)
    promises = PromiseRow(many=True, read_only=True)

    class Meta(OrderInList.Meta):
        fields = (*OrderInList.Meta.fields, "lines", "payments", "changes", "promises")


class OrderFilters(Filters):
    """`number`: ours or the shop's; `open`: neither handed over nor cancelled nor returned."""

    guid = django_filters.UUIDFilter()
    customer = django_filters.UUIDFilter(field_name="card__person")
    salon = django_filters.UUIDFilter()
    number = django_filters.CharFilter(method="by_number")
    status = django_filters.ChoiceFilter(choices=STATUS_CHOICES)
    kind = django_filters.ChoiceFilter(choices=OrderKind.choices)
    channel = django_filters.ChoiceFilter(choices=Channel.choices)
    open = YesNoFilter(method="by_openness")
    late = YesNoFilter(method="by_lateness")

    def by_number(self, rows: "QuerySet[Order]", name: str, value: str) -> "QuerySet[Order]":
        return rows.filter(number=value) | rows.filter(shop_number=value)

    def by_openness(self, rows: "QuerySet[Order]", name: str, value: bool) -> "QuerySet[Order]":
        return rows.filter(status__in=OPEN) if value else rows.exclude(status__in=OPEN)

    def by_lateness(self, rows: Any, name: str, value: bool) -> "QuerySet[Order]":
        late = Order.objects.late(clock.today())
        return rows.filter(pk__in=late.values("pk")) if value else rows.exclude(pk__in=late.values("pk"))


@resource("orders")
class Orders(Resource):
    """Orders of salons and the online shop."""

    model = Order
    scope = "order"
    capability = "orders.view"
    related = ("card", "salon", "delivery_salon", "lines_from", "payments_from")
    serializer_class = OrderRow
    list_serializer_class = OrderInList
    filterset_class = OrderFilters
