"""Filters of the log of calls."""

import datetime as dt

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contactcenter.calls.staff import OPERATORS
from contactcenter.models import Call
from optics_crm.core import clock, days, phones
from optics_crm.core.models import Employee

SHORTEST = 4
RESULTS = [
    ("answered", _("answered")),
    ("missed", _("missed")),
    ("self_served", _("served by the menu")),
    ("running", _("under way")),
]


class CallFilter(django_filters.FilterSet):
    """Number in any spelling (or its last digits), day, direction, result, line, operator."""

    number = django_filters.CharFilter(
        label=_("Number"),
        method="by_number",
        widget=forms.TextInput(
            attrs={"data-filter-first": "", "autocomplete": "off", "maxlength": 40, "inputmode": "tel"}
        ),
    )
    day = django_filters.DateFilter(label=_("Day"), method="by_day", widget=forms.DateInput(attrs={"type": "date"}))
    direction = django_filters.ChoiceFilter(label=_("Direction"), empty_label=_("any"), choices=Call.Direction.choices)
    result = django_filters.ChoiceFilter(label=_("Result"), empty_label=_("any"), choices=RESULTS, method="by_result")
    line = django_filters.CharFilter(
        label=_("Line"), lookup_expr="icontains", widget=forms.TextInput(attrs={"maxlength": 40})
    )
    operator = django_filters.ModelChoiceFilter(
        label=_("Operator"),
        empty_label=_("any"),
        field_name="answered_by",
        queryset=Employee.objects.filter(role__in=OPERATORS, deleted_at=None).order_by("full_name"),
    )

    class Meta:
        model = Call
        fields: list[str] = []

    def by_number(self, rows: "QuerySet[Call]", name: str, value: str) -> "QuerySet[Call]":
        if number := phones.normalise(value):
            return rows.filter(phone=number)
        digits = "".join(char for char in value if char.isdigit())
        return rows.filter(phone__endswith=digits) if len(digits) >= SHORTEST else rows.none()

    def by_day(self, rows: "QuerySet[Call]", name: str, value: dt.date) -> "QuerySet[Call]":
        if not days.is_sane(value):
            return rows.none()
        start = dt.datetime.combine(value, dt.time(), clock.zone_of(""))
        return rows.filter(started_at__gte=start, started_at__lt=start + dt.timedelta(days=1))

    def by_result(self, rows: "QuerySet[Call]", name: str, value: str) -> "QuerySet[Call]":
        results = {
            "answered": Q(answered=True),
            "missed": Q(direction="in", state="ended", answered=False, self_served=False),
            "self_served": Q(self_served=True),
            "running": ~Q(state="ended"),
        }
        return rows.filter(results[value])
