"""Filters of the log of calls."""

import datetime as dt
import uuid
from contextlib import suppress
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils.translation import gettext_lazy as _

from contactcenter.calls.staff import OPERATORS
from contactcenter.kpis import KPIS, Frame, Kpi, calls_behind
from contactcenter.models import Call
from contactcenter.reason_report import PRODUCTS, calls_about
from optics_crm.core import clock, days, phones
from optics_crm.core.models import Employee

SHORTEST = 4
RESULTS = [
    ("answered", _("answered")),
    ("missed", _("missed")),
    ("self_served", _("served by the menu")),
    ("running", _("under way")),
]
USUAL_DAYS, LONGEST_DAYS = 30, 1100
HIDDEN = forms.HiddenInput


class CallFilter(django_filters.FilterSet):
    """Number in any spelling (or its last digits), day, direction, result, line, operator.

    The hidden ones are the way here from a figure: its key (`part=rest`: what it does not count), and its frame.
    """

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

    figure = django_filters.ChoiceFilter(
        choices=lambda: [(one.key, one.name) for one in KPIS], method="by_figure", widget=HIDDEN
    )
    part = django_filters.ChoiceFilter(choices=[("rest", "rest")], method="as_said", widget=HIDDEN)
    since = django_filters.DateFilter(method="by_since", widget=HIDDEN)
    until = django_filters.DateFilter(method="by_until", widget=HIDDEN)
    hour = django_filters.NumberFilter(method="by_hour", widget=HIDDEN, min_value=0, max_value=23)
    weekday = django_filters.NumberFilter(method="by_weekday", widget=HIDDEN, min_value=1, max_value=7)
    at_line = django_filters.CharFilter(field_name="line", widget=HIDDEN)
    reason = django_filters.CharFilter(method="by_reason", widget=HIDDEN)
    product = django_filters.ChoiceFilter(choices=list(PRODUCTS.items()), method="as_said", widget=HIDDEN)
    week_answer = django_filters.NumberFilter(field_name="week_replies__answer", widget=HIDDEN, min_value=1)
    salon = django_filters.UUIDFilter(field_name="person__home_salon", widget=HIDDEN)

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

    @property
    def figure_behind(self) -> Kpi | None:
        """The figure whose calls these are."""
        self.form.is_valid()
        return KPIS.find(str(getattr(self.form, "cleaned_data", {}).get("figure")))

    def by_figure(self, rows: "QuerySet[Call]", name: str, value: str) -> "QuerySet[Call]":
        frame, told = self._frame(), self.form.cleaned_data
        if frame is None:
            return rows.none()
        behind = calls_behind(KPIS.get(value), frame, rest=told.get("part") == "rest")
        return rows.filter(pk__in=behind.values("pk"))

    def by_reason(self, rows: "QuerySet[Call]", name: str, value: str) -> "QuerySet[Call]":
        """A reason of either level; `none`: answered calls without one."""
        frame, reason = self._frame(), None
        with suppress(ValueError):
            reason = uuid.UUID(value)
        if frame is None or (reason is None and value != "none"):
            return rows.none()
        about = calls_about(reason, frame, self.form.cleaned_data.get("product") or "")
        return rows.filter(pk__in=about.values("pk"))

    def _frame(self) -> Frame | None:
        """The period that was asked for, the last 30 days by itself; None for one that cannot be."""
        told: dict[str, Any] = self.form.cleaned_data
        until = told.get("until") or clock.today()
        since = told.get("since") or until - dt.timedelta(days=USUAL_DAYS - 1)
        is_sane = days.is_sane(since) and days.is_sane(until)
        return Frame(since, until) if is_sane and 0 <= (until - since).days < LONGEST_DAYS else None

    def as_said(self, rows: "QuerySet[Call]", name: str, value: str) -> "QuerySet[Call]":
        """Read by the figure or the reason."""
        return rows

    def by_since(self, rows: "QuerySet[Call]", name: str, value: dt.date) -> "QuerySet[Call]":
        return rows.filter(started_at__gte=_start(value)) if days.is_sane(value) else rows.none()

    def by_until(self, rows: "QuerySet[Call]", name: str, value: dt.date) -> "QuerySet[Call]":
        if not days.is_sane(value):
            return rows.none()
        return rows.filter(started_at__lt=_start(value + dt.timedelta(days=1)))

    def by_hour(self, rows: "QuerySet[Call]", name: str, value: int) -> "QuerySet[Call]":
        return rows.annotate(at_hour=ExtractHour("started_at", tzinfo=clock.zone_of(""))).filter(at_hour=value)

    def by_weekday(self, rows: "QuerySet[Call]", name: str, value: int) -> "QuerySet[Call]":
        return rows.annotate(at_weekday=ExtractIsoWeekDay("started_at", tzinfo=clock.zone_of(""))).filter(
            at_weekday=value
        )


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.zone_of(""))
