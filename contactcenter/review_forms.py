"""Shapes of what is typed about reviews; the rules are the actions'."""

from typing import Any

import django_filters
from django import forms
from django.forms import BoundField, formset_factory
from django.utils.translation import gettext_lazy as _

from contactcenter.calls.staff import OPERATORS
from contactcenter.models import CallReview, ReviewCriterion, ReviewMark
from contactcenter.reviews.sheets import MOST
from optics_crm.core.models import Employee

POINTS = [("2", _("fully")), ("1", _("in part")), ("0", _("not met")), ("x", _("does not apply"))]
EMPTY_LINES = 3


class SheetForm(forms.Form):
    """A talk judged: a choice per criterion of the sheet, and a comment."""

    comment = forms.CharField(
        label=_("What was good, what to do otherwise"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, criteria: list[ReviewCriterion], marks: list[ReviewMark], *args: Any, **kwargs: Any) -> None:
        self.criteria = criteria
        given = {mark.criterion_id: "x" if mark.points is None else str(mark.points) for mark in marks}
        super().__init__(*args, **kwargs)
        for one in criteria:
            self.fields[f"c{one.pk}"] = forms.ChoiceField(
                label=one.text,
                help_text=one.hint,
                choices=POINTS,
                initial=given.get(one.pk),
                widget=forms.RadioSelect,
            )

    def lines(self) -> list[tuple[ReviewCriterion, BoundField]]:
        """The criteria with their choices."""
        return [(one, self[f"c{one.pk}"]) for one in self.criteria]

    def points(self) -> dict[int, int | None]:
        """Points by criterion; None where it does not apply."""
        said = {one.pk: str(self.cleaned_data[f"c{one.pk}"]) for one in self.criteria}
        return {key: int(text) if text.isdecimal() else None for key, text in said.items()}


class ReasonForm(forms.Form):
    """Why a talk is set aside."""

    reason = forms.CharField(label=_("Why it cannot be judged"), max_length=300)


class AnswerForm(forms.Form):
    """The operator's answer to a review."""

    answer = forms.CharField(label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class CriterionForm(forms.Form):
    """A line of the sheet; an empty text leaves it out."""

    text = forms.CharField(label=_("Criterion"), max_length=160, required=False)
    hint = forms.CharField(label=_("When it is met"), max_length=300, required=False)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=20, initial=1)


CriterionForms = formset_factory(CriterionForm, extra=EMPTY_LINES, max_num=MOST, absolute_max=MOST + EMPTY_LINES)


class ReviewFilter(django_filters.FilterSet):
    """State, operator, source."""

    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("any"), choices=CallReview.State.choices)
    operator = django_filters.ModelChoiceFilter(
        label=_("Operator"),
        empty_label=_("any"),
        queryset=Employee.objects.filter(role__in=OPERATORS, deleted_at=None).order_by("full_name"),
    )
    source = django_filters.ChoiceFilter(label=_("Source"), empty_label=_("any"), choices=CallReview.Source.choices)

    class Meta:
        model = CallReview
        fields: list[str] = []
