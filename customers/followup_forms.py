"""Forms of the work list and of a promise's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.followups import OUTCOMES
from customers.handing import Receiver
from customers.models import Exam, Person
from optics_crm.core.models import Employee, Salon
from optics_crm.core.permissions import CAPABILITIES, ROLES

BULK_ENDS = ("reached", "not_reached", "not_needed", "done")


class ClosingForm(forms.Form):
    """How a promise ended."""

    outcome = forms.ChoiceField(choices=list(OUTCOMES.items()))
    note = forms.CharField(max_length=500, required=False)
    revision = forms.IntegerField()


class PostponingForm(forms.Form):
    """A later moment, with the reason."""

    due_at = forms.DateTimeField(label=_("When"))
    reason = forms.CharField(max_length=300)
    revision = forms.IntegerField()


class TryingForm(forms.Form):
    """An attempt in vain, and when to try again."""

    due_at = forms.DateTimeField(label=_("When"))
    reason = forms.CharField(max_length=300, required=False)
    revision = forms.IntegerField()


class AnswerForm(forms.Form):
    """The answer to what was handed over; `told`: whoever answers has told the client."""

    answer = forms.CharField(max_length=2000)
    told = forms.BooleanField(required=False)
    revision = forms.IntegerField()


class AgainForm(forms.Form):
    """What the answer leaves open."""

    words = forms.CharField(max_length=1000)
    revision = forms.IntegerField()


class BulkClosingForm(forms.Form):
    """Several promises that ended alike; the reason goes into each."""

    outcome = forms.ChoiceField(choices=[(code, OUTCOMES[code]) for code in BULK_ENDS])
    note = forms.CharField(max_length=500)


def receivers() -> list[tuple[str, Any]]:
    """The roles that can be handed something."""
    allowed = CAPABILITIES.get("followups.work").roles
    return [(role.code, role.label) for role in ROLES if role.code in allowed and role.code != "privacy"]


class HandingForm(forms.Form):
    """To whom a question goes: a doctor of the client's, or a role and, where it is a salon's, the salon."""

    role = forms.ChoiceField(label=_("Who is to answer"), choices=receivers)
    salon = forms.ModelChoiceField(
        Salon.objects.filter(deleted_at=None), label=_("Salon"), required=False, empty_label=_("whole chain")
    )
    employee = forms.ModelChoiceField(
        Employee.objects.none(), label=_("The client's doctor"), required=False, empty_label=_("anybody")
    )
    question = forms.CharField(label=_("What is to be answered"), max_length=200)
    notes = forms.CharField(
        label=_("What was told"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person is None:
            del self.fields["employee"]
            return
        examined = Exam.objects.live().filter(card__person=person).values("doctor")
        self.fields["employee"].queryset = Employee.objects.filter(  # type: ignore[attr-defined]  # a model choice
            pk__in=examined, is_active=True, deleted_at=None
        )

    def receiver(self) -> Receiver:
        data = self.cleaned_data
        return Receiver(data.get("employee"), data["role"], data["salon"])
