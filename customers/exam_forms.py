"""The head of an exam sheet: where, when, what was said and advised. The grids are `exam_sheet`."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.exam_sheet import ExamSheet
from customers.exams import Advice, ExamWords
from customers.forms import DayInput
from customers.models.exams import ExamKind
from customers.recommendations import BY_PURPOSE, CODES, is_sellable
from optics_crm.core import clock
from optics_crm.core.models import Employee, Salon

ICD = re.compile(r"[A-Z]\d{2}(\.\d{1,2})?")
LOOK_ALIKE = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")
MIDDAY = dt.time(12)


class ExamForm(forms.Form):
    """Salon, day, kind, complaints, diagnosis, advice, and the reason for what is unusual."""

    salon = forms.ModelChoiceField(
        label=gettext_lazy("Salon"), queryset=Salon.objects.filter(deleted_at=None, closed_on=None).order_by("name")
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput(min="1950-01-01"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of check"), choices=ExamKind.choices)
    diagnosis = forms.CharField(
        label=gettext_lazy("Diagnosis, ICD-10"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "H52.1, H52.2", "autocomplete": "off"}),
    )
    complaints = forms.CharField(
        label=gettext_lazy("Complaints"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    advice = forms.MultipleChoiceField(
        label=gettext_lazy("What is advised"),
        choices=lambda: list(CODES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    recommendation = forms.CharField(
        label=gettext_lazy("Advice in words"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_check_on = forms.DateField(label=gettext_lazy("Next check"), required=False, widget=DayInput())
    confirmed = forms.CharField(
        label=gettext_lazy("Why it is right all the same"), max_length=300, required=False, widget=forms.TextInput()
    )

    def clean_diagnosis(self) -> list[str]:
        codes = [part.strip().upper().translate(LOOK_ALIKE) for part in self.cleaned_data["diagnosis"].split(",")]
        codes = [code for code in codes if code]
        if any(not ICD.fullmatch(code) for code in codes):
            raise forms.ValidationError(_("Codes of ICD-10 look like H52.1, with commas between them."))
        return codes

    def words(self, doctor: Employee, sheet: ExamSheet) -> ExamWords:
        """What the action wants, of a form whose shape is right."""
        data = self.cleaned_data
        return ExamWords(
            salon=data["salon"],
            doctor=doctor,
            examined_at=_moment(data["salon"], data["day"]),
            kind=data["kind"],
            complaints=data["complaints"],
            diagnosis_icd=data["diagnosis"],
            recommendation=data["recommendation"],
            next_check_on=data["next_check_on"],
            readings=sheet.readings,
            prescriptions=sheet.prescriptions,
            advice=[self._advice(code, sheet) for code in data["advice"]],
        )

    def _advice(self, code: str, sheet: ExamSheet) -> Advice:
        due = self.cleaned_data["next_check_on"] if code == "repeat_exam" else None
        return Advice(code, due_on=due, rx=_rx_of(code, sheet))

    def blame(self, pointer: str, sentence: Any) -> None:
        """Puts a refusal of the action beside its field."""
        name = {"/examined_at": "day", "/kind": "kind"}.get(pointer)
        self.add_error(name, str(sentence))


def _rx_of(code: str, sheet: ExamSheet) -> int | None:
    """The prescription that a piece of advice is about: the one of its purpose, else the first."""
    if not is_sellable(code) or not sheet.prescriptions:
        return None
    purposes = [BY_PURPOSE.get(rx.purpose, "glasses_distance") for rx in sheet.prescriptions]
    return purposes.index(code) if code in purposes else 0


def _moment(salon: Salon, day: dt.date) -> dt.datetime:
    """The present moment for an exam of today, midday of the salon for one written up later."""
    zone = clock.zone_of(salon.timezone)
    now = clock.now().astimezone(zone)
    return now if day == now.date() else dt.datetime.combine(day, MIDDAY, zone)
