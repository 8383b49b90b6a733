"""`/api/v1/messages/`: what was sent and what became of it; contacts and names for those who may see customers."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from rest_framework import serializers

from aftercare.channels import CHANNELS
from aftercare.models import Message
from customers.identity.state import selves
from optics_crm.core.api.parameters import Filters, MomentFilter
from optics_crm.core.api.resource import Resource, resource
from optics_crm.core.permissions import can
from optics_crm.core.programs import Program

# a message is over within days of its planning: no need to read the years before
LONGEST_WAY = dt.timedelta(days=60)


class MessageRow(serializers.ModelSerializer[Message]):
    """A message without its words. `customer` is null and `address` masked for those who may not see customers."""

    customer = serializers.SerializerMethodField()
    address = serializers.SerializerMethodField()
    state = serializers.ChoiceField(source="standing", choices=Message.State.choices, read_only=True)

    class Meta:
        model = Message
        fields = (
            "id",
            "campaign",
            "step_number",
            "occasion",
            "occasions",
            "customer",
            "household",
            "salon",
            "channel",
            "address",
            "traffic_class",
            "state",
            "reason",
            "parts",
            "cost",
            "provider",
            "planned_at",
            "not_before",
            "expires_at",
            "submitted_at",
            "accepted_at",
            "delivered_at",
        )

    def to_representation(self, instance: Message) -> dict[str, Any]:
        """An occasion names a purchase or an exam: it goes where the customer goes."""
        told = super().to_representation(instance)
        if not self.context.get("names"):
            told |= {"household": None, "occasion": "", "occasions": []}
        return told

    def get_customer(self, message: Message) -> str | None:
        return str(message.person_id) if self.context.get("names") else None

    def get_address(self, message: Message) -> str:
        if self.context.get("contacts"):
            return message.address
        plug = CHANNELS.find(message.channel)
        return plug.mask(message.address) if plug else "•••"


class MessageFilters(Filters):
    """`updated_since`: planned, handed over, accepted or delivered since then; `state` as people see it."""

    updated_since = MomentFilter(method="by_moment")
    customer = django_filters.UUIDFilter(method="by_customer")
    campaign = django_filters.UUIDFilter()
    channel = django_filters.ChoiceFilter(choices=lambda: [(key, plug.label) for key, plug in CHANNELS.items()])
    state = django_filters.ChoiceFilter(choices=Message.State.choices, method="by_state")

    def by_moment(self, rows: "QuerySet[Message]", name: str, value: dt.datetime) -> "QuerySet[Message]":
        since = Q(planned_at__gte=value) | Q(submitted_at__gte=value)
        since |= Q(accepted_at__gte=value) | Q(delivered_at__gte=value)
        return rows.filter(since, planned_at__gte=value - LONGEST_WAY)

    def by_customer(self, rows: "QuerySet[Message]", name: str, value: Any) -> "QuerySet[Message]":
        """Nobody is found by an id who may not be seen."""
        user = self.request.user
        if not (isinstance(user, Program) or can(user, "customers.view")):
            return rows.none()
        return rows.filter(person__in=selves([value]))

    def by_state(self, rows: Any, name: str, value: str) -> "QuerySet[Message]":
        return rows.in_state(value)


@resource("messages")
class Messages(Resource):
    """The outbox: every message, whom it went to and what became of it."""

    model = Message
    scope = "message"
    capability = "messages.view"
    related = ("sending",)
    orders = {"-id": ("-id",), "id": ("id",)}
    serializer_class = MessageRow
    filterset_class = MessageFilters

    def context_of(self, rows: Any, *, in_list: bool) -> dict[str, Any]:
        user = self.request.user
        return {
            "names": isinstance(user, Program) or can(user, "customers.view"),
            "contacts": isinstance(user, Program),
        }

    def version_of(self, row: Message) -> str:
        """What has happened to it so far."""
        moments = [at.timestamp() for at in (row.submitted_at, row.accepted_at, row.delivered_at) if at]
        return f'"{row.standing}-{row.attempt}-{int(max(moments, default=0) * 1_000_000):x}"'
