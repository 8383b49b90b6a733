"""Filters of the board and the list of tickets."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contactcenter.models import Ticket
from contactcenter.models.tickets import TicketKind, TicketStage
from optics_crm.core import clock
from optics_crm.core.models import Salon

STATES = [("open", _("being worked on")), ("closed", _("closed")), ("all", _("all"))]


class TicketFilter(django_filters.FilterSet):
    """Number, kind, stage, salon, late, mine; `state` is open unless something else is asked for."""

    number = django_filters.CharFilter(
        label=_("Number"),
        method="by_number",
        widget=forms.TextInput(attrs={"data-filter-first": "", "autocomplete": "off", "maxlength": 60}),
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("any"), choices=TicketKind.choices)
    stage = django_filters.ChoiceFilter(label=_("Stage"), empty_label=_("any"), choices=TicketStage.choices)
    salon = django_filters.ModelChoiceFilter(
        label=_("Salon"), empty_label=_("any"), queryset=Salon.objects.filter(deleted_at=None)
    )
    state = django_filters.ChoiceFilter(label=_("State"), empty_label=None, choices=STATES, method="by_state")
    late = django_filters.BooleanFilter(label=_("Late only"), method="by_lateness", widget=forms.CheckboxInput)
    view = django_filters.CharFilter(method="as_is", widget=forms.HiddenInput)
    mine = django_filters.BooleanFilter(label=_("Mine only"), method="by_me", widget=forms.CheckboxInput)

    class Meta:
        model = Ticket
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def by_number(self, rows: "QuerySet[Ticket]", name: str, value: str) -> "QuerySet[Ticket]":
        return rows.filter(number__istartswith=value.strip())

    def by_state(self, rows: "QuerySet[Ticket]", name: str, value: str) -> "QuerySet[Ticket]":
        return rows if value == "all" else rows.filter(closed_at__isnull=value == "open")

    def by_lateness(self, rows: "QuerySet[Ticket]", name: str, value: bool) -> "QuerySet[Ticket]":
        if not value:
            return rows
        return rows.filter(Ticket.objects.late_q(clock.now(), clock.today()), closed_at__isnull=True)

    def as_is(self, rows: "QuerySet[Ticket]", name: str, value: str) -> "QuerySet[Ticket]":
        """Board or list: no condition, kept by the form."""
        return rows

    def by_me(self, rows: "QuerySet[Ticket]", name: str, value: bool) -> "QuerySet[Ticket]":
        return rows.filter(owner=self.user) if value else rows
