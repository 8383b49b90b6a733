"""What the page of the figures can be asked: a period, what it is narrowed by, how it is told apart."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contactcenter.calls.staff import OPERATORS
from contactcenter.kpis import KPIS, Frame
from contactcenter.models import Call
from optics_crm.core import clock, days
from optics_crm.core.models import Employee, Salon

USUAL_DAYS = 30
LONGEST_DAYS = 1100
BY = [("operator", _("operator")), ("hour", _("hour")), ("line", _("line")), ("day", _("day"))]
HEAT = ("offered", "handled", "answered", "abandoned", "service_level", "answer_speed")
VERSUS = [("before", _("the days before")), ("year", _("the same days a year ago")), ("none", _("no other period"))]
DATE = {"type": "date"}


@dataclass(frozen=True)
class Asked:
    """What was asked, whole: whatever did not fit is what stands there by itself."""

    frame: Frame
    by: str
    heat: str
    versus: Frame | None


class FiguresForm(forms.Form):
    """Period and filters of the figures; a wrong period is told and the last 30 days are shown."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    by = forms.ChoiceField(label=_("Told apart by"), required=False, choices=BY)
    operator = forms.ModelChoiceField(
        Employee.objects.filter(role__in=OPERATORS, deleted_at=None).order_by("full_name"),
        label=_("Operator"),
        required=False,
        empty_label=_("any"),
    )
    line = forms.ChoiceField(label=_("Line"), required=False)
    salon = forms.ModelChoiceField(
        Salon.objects.filter(deleted_at=None), label=_("Client's salon"), required=False, empty_label=_("any")
    )
    versus = forms.ChoiceField(label=_("Beside"), required=False, choices=VERSUS)
    heat = forms.ChoiceField(label=_("Hours of the week"), required=False)

    def __init__(self, asked: Any) -> None:
        query = asked.copy()
        today = clock.today()
        if not query.get("until"):
            query["until"] = today.isoformat()
        if not query.get("since"):
            end = days.read(query["until"]) or today
            query["since"] = (end - dt.timedelta(days=USUAL_DAYS - 1)).isoformat() if days.is_sane(end) else ""
        super().__init__(query)
        lines = sorted(set(_lines()) | ({query["line"]} if query.get("line") else set()))
        self.fields["line"].choices = [("", _("any")), *((line, line) for line in lines)]  # type: ignore[attr-defined]
        self.fields["heat"].choices = [(key, KPIS.get(key).name) for key in HEAT]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and not (days.is_sane(since) and days.is_sane(until)):
            self.add_error("since", _("This is not a day from 1900 to 2200."))
        elif since and until and since > until:
            self.add_error("since", _("The period ends before it begins."))
        elif since and until and (until - since).days >= LONGEST_DAYS:
            self.add_error("since", _("A period of at most three years."))
        return cleaned

    def asked(self) -> Asked:
        """The frame, the slice and what it is compared with."""
        self.is_valid()
        found = self.cleaned_data
        until = found.get("until") or clock.today()
        since = found.get("since")
        if since is None or self.errors.get("since") or self.errors.get("until"):
            until = clock.today()
            since = until - dt.timedelta(days=USUAL_DAYS - 1)
        operator, salon = found.get("operator"), found.get("salon")
        narrowed = {
            "operator": operator.pk if operator else None,
            "salon": salon.pk if salon else None,
            "line": found.get("line") or None,
        }
        frame = Frame(since, until, **narrowed)
        versus = _versus(frame, found.get("versus") or "before", narrowed)
        return Asked(frame, found.get("by") or "operator", found.get("heat") or HEAT[0], versus)


def _versus(frame: Frame, how: str, narrowed: Any) -> Frame | None:
    if how == "none":
        return None
    if how == "year":
        return Frame(clock.years_after(frame.since, -1), clock.years_after(frame.until, -1), **narrowed)
    step = dt.timedelta(days=frame.days)
    return Frame(frame.since - step, frame.until - step, **narrowed)


def _lines() -> list[str]:
    """The lines that clients called of late."""
    late = Call.objects.filter(direction=Call.Direction.IN, started_at__gt=clock.now() - dt.timedelta(days=90))
    return list(late.exclude(line="").order_by().values_list("line", flat=True).distinct())
