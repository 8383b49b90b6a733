"""Filters of the list of messages."""

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.channels import CHANNELS
from aftercare.models import Campaign, Message
from optics_crm.core import clock


class MessageFilter(django_filters.FilterSet):
    """State, campaign, channel and the day for which a message was planned."""

    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=_("any"), choices=Message.State.choices, method="by_state"
    )
    campaign = django_filters.ModelChoiceFilter(
        label=_("Campaign"), empty_label=_("any"), queryset=Campaign.objects.order_by("name")
    )
    channel = django_filters.ChoiceFilter(
        label=_("Channel"), empty_label=_("any"), choices=lambda: [(key, plug.label) for key, plug in CHANNELS.items()]
    )
    day = django_filters.DateFilter(
        label=_("Day"), method="by_day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    class Meta:
        model = Message
        fields: list[str] = []

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        """As people see it."""
        return rows.in_state(value)

    def by_day(self, rows: "QuerySet[Message]", name: str, value: Any) -> "QuerySet[Message]":
        """Days are the chain's own here: a list over all salons has no other."""
        start = dt.datetime.combine(value, dt.time(), clock.zone_of(None))
        return rows.filter(planned_at__gte=start, planned_at__lt=start + dt.timedelta(days=1))
