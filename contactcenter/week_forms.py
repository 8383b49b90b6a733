"""The form of a question of the week; the rules are the action's."""

import datetime as dt
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from contactcenter.desk.week import MOST_ANSWERS
from contactcenter.models import WeekQuestion
from optics_crm.core import clock

WEEKS = 8
WEEK, SIX_DAYS = dt.timedelta(days=7), dt.timedelta(days=6)
FIELDS = {"/answers": "answer_1", "/starts_on": "starts_on"}  # where what the action refuses is told


def mondays() -> list[dt.date]:
    """The Monday of this week and of those after it."""
    today = clock.today()
    return [today - dt.timedelta(days=today.weekday()) + WEEK * place for place in range(WEEKS)]


class WeekQuestionForm(forms.Form):
    """A question, its answers (the place is the key that gives it), the week in which it is asked."""

    text = forms.CharField(label=_("Question"), max_length=200)
    starts_on = forms.TypedChoiceField(label=_("Asked in the week"), coerce=dt.date.fromisoformat)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = mondays()
        self.fields["starts_on"].choices = [(day.isoformat(), _span(day)) for day in days]  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = _first_free(days).isoformat()
        for place in range(1, MOST_ANSWERS + 1):
            label = _("Answer, key %(key)s") % {"key": place}
            self.fields[f"answer_{place}"] = forms.CharField(label=label, max_length=60, required=place <= 2)

    def answer_boxes(self) -> list[BoundField]:
        return [self[f"answer_{place}"] for place in range(1, MOST_ANSWERS + 1)]

    def answers(self) -> list[str]:
        """What was typed; the keys go by order, without holes."""
        typed = [self.cleaned_data[box.name] for box in self.answer_boxes()]
        return [text for text in typed if text]


def _span(day: dt.date) -> str:
    return f"{date_format(day, 'j E')} – {date_format(day + SIX_DAYS, 'j E')}"


def _first_free(days: list[dt.date]) -> dt.date:
    """The first week in which nothing is asked yet; the first one where all are taken."""
    spans = WeekQuestion.objects.filter(ends_on__gte=days[0]).values_list("starts_on", "ends_on")
    taken = {day for day in days for first, last in spans if first < day + WEEK and last >= day}
    return next((day for day in days if day not in taken), days[0])
