"""Filters of the list of appointments."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.forms import DayInput
from customers.models import Appointment
from customers.models.appointments import AppointmentSource, AppointmentStatus
from optics_crm.core import clock, days
from optics_crm.core.models import Employee, Salon

SPANS = [("1", gettext_lazy("one day")), ("7", gettext_lazy("a week")), ("31", gettext_lazy("a month"))]
WAITING = "waiting"


class AppointmentFilter(django_filters.FilterSet):
    """From which day on and for how many, where, with whom, what became of it."""

    since = django_filters.DateFilter(label=gettext_lazy("From"), method="by_days", widget=DayInput())
    span = django_filters.ChoiceFilter(label=gettext_lazy("For"), empty_label=None, choices=SPANS, method="as_is")
    salon = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Salon"), empty_label=gettext_lazy("any"), queryset=Salon.objects.filter(deleted_at=None)
    )
    doctor = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Doctor"),
        empty_label=gettext_lazy("any"),
        queryset=Employee.objects.filter(role="doctor", is_active=True, deleted_at=None),
    )
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        empty_label=gettext_lazy("any"),
        choices=[(WAITING, gettext_lazy("nothing said yet")), *AppointmentStatus.choices],
        method="by_status",
    )
    source = django_filters.ChoiceFilter(
        label=gettext_lazy("Booked"), empty_label=gettext_lazy("any"), choices=AppointmentSource.choices
    )

    class Meta:
        model = Appointment
        fields: list[str] = []

    def by_days(self, rows: "QuerySet[Appointment]", name: str, value: dt.date) -> "QuerySet[Appointment]":
        """The days of the salons, so that a day of Yekaterinburg is one there."""
        if not days.is_sane(value):
            return rows.none()
        return rows.filter(starts_on__gte=value, starts_on__lt=value + dt.timedelta(days=self.length))

    def by_status(self, rows: "QuerySet[Appointment]", name: str, value: str) -> "QuerySet[Appointment]":
        if value == WAITING:
            return rows.filter(Q(status__in=("booked", "confirmed"), starts_at__lt=clock.now()) | Q(status="arrived"))
        return rows.filter(status=value)

    def as_is(self, rows: "QuerySet[Appointment]", name: str, value: str) -> "QuerySet[Appointment]":
        """How many days: read together with the first one."""
        return rows

    @property
    def length(self) -> int:
        asked = str(self.data.get("span", "1"))
        return int(asked) if asked in dict(SPANS) else 1

    def neighbours(self, asked: QueryDict) -> dict[str, Any]:
        """The days before and after, with the same filters, and the day that is shown."""
        since = days.read(self.data.get("since")) or clock.today()
        step = dt.timedelta(days=self.length)
        shown = since if days.is_sane(since - step) and days.is_sane(since + step) else clock.today()
        return {
            "shown": shown,
            "length": self.length,
            "before": self._query(asked, shown - step),
            "after": self._query(asked, shown + step),
            "today": self._query(asked, clock.today()),
            "label": _("Days"),
        }

    @staticmethod
    def _query(asked: QueryDict, day: dt.date) -> str:
        query = asked.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        query["since"] = day.isoformat()
        return "?" + query.urlencode()
