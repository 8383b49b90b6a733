"""The what-if of shifts."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from contactcenter import shifts
from contactcenter.kpis import rules
from contactcenter.kpis.parts import WEEKDAYS, weekday_name
from contactcenter.report_tabs import tabs_for
from optics_crm.core import clock
from optics_crm.core.permissions import requires

GIVEN = re.compile(r"agents_(\d{1,2})")
MOST_AGENTS = 99


class ShiftForm(forms.Form):
    """The day, the goal, and how long a call takes."""

    weekday = forms.TypedChoiceField(label=_("Weekday"), coerce=int)
    handling = forms.IntegerField(label=_("Seconds a call takes"), min_value=10, max_value=3600)
    within = forms.IntegerField(label=_("Answered within, s"), min_value=1, max_value=600)
    share = forms.IntegerField(label=_("Goal, per cent"), min_value=1, max_value=99)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(day, weekday_name(day)) for day in range(1, WEEKDAYS + 1)]
        self.fields["weekday"].choices = days  # type: ignore[attr-defined]


@requires("figures.view")
@require_GET
def shift_plan(request: HttpRequest) -> HttpResponse:
    """A day by hours: calls, people that are needed, and what the people given would make of it."""
    found = shifts.history()
    held = rules.values()
    usual: dict[str, Any] = {
        "weekday": clock.today().isoweekday() % WEEKDAYS + 1,
        "handling": shifts.handling_seconds(found),
        "within": int(held["answer_within"]),
        "share": int(held["service_level_goal"]),
    }
    asked = {name: request.GET.get(name) or value for name, value in usual.items()}
    form = ShiftForm(asked)
    said = usual | form.cleaned_data if form.is_valid() else usual
    goal = shifts.Goal(said["handling"], said["within"], said["share"] / 100)
    hours = shifts.open_hours(said["weekday"])
    rows = shifts.plan(shifts.arrivals(found, said["weekday"]), hours, goal, _given(request))
    context = {
        "form": form,
        "rows": rows,
        "weeks": shifts.WEEKS,
        "most": MOST_AGENTS,
        "total": sum(row.needed for row in rows),
        "given": sum(row.given.agents for row in rows),
        "tabs": tabs_for(request.user, "shifts"),
    }
    return render(request, "figures/shifts.html", context)


def _given(request: HttpRequest) -> dict[int, int]:
    """People by hour as they were typed; what is no small number is left out."""
    found = {}
    for name, value in request.GET.items():
        hour = GIVEN.fullmatch(name)
        if hour and isinstance(value, str) and value.isdecimal() and len(value) <= 2:
            found[int(hour[1])] = int(value)
    return found
