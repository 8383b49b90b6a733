"""E: the client's data are still right, or are corrected; what is typed here is believed before the sources."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contactcenter.card_actions.base import VERIFIED, ActionForm, Done, card_action
from contactcenter.desk.card import CallCard
from customers.actions import confirm_data, correct_person
from customers.forms import SLOTS, PersonForm, initial_of
from customers.models import CardPhone
from optics_crm.core import audit


class CorrectionForm(ActionForm, PersonForm):
    """The desk's own form; without changes it confirms."""

    as_it_is = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        person = self.card.person
        if person is None or self.is_bound:
            return
        uses = CardPhone.objects.filter(card__person=person, card__deleted_at__isnull=True, phone__isnull=False)
        rows = uses.select_related("phone").order_by("phone", "-is_main").distinct("phone")
        main = sorted(rows, key=lambda use: (use.phone_id != person.main_phone_id, use.position))
        self.initial.update(initial_of(person, main))
        audit.record(self.card.user, "customers.phone.revealed", person, phones=len(main))

    def slots(self) -> list[tuple[Any, Any]]:
        """Phones with whose they are."""
        return [(self[f"phone_{n}"], self[f"role_{n}"]) for n in range(SLOTS)]


@card_action(
    "data",
    gettext_lazy("Correct or confirm the data"),
    "edit",
    key="KeyE",
    capability="customers.edit",
    needs=VERIFIED,
    form=CorrectionForm,
    order=40,
    button=gettext_lazy("Save"),
    template="desk/_data_form.html",
)
def correct(card: CallCard, data: Mapping[str, Any]) -> Done:
    """Both are written with the day and by whom: the dossier says when the data were checked last."""
    assert card.person is not None
    if not data["as_it_is"]:
        form: CorrectionForm = data["form"]
        correct_person(card.user, card.person, form.words(), revision=data["revision"])
    confirm_data(card.user, card.person)
    return Done(_("The client's data are confirmed.") if data["as_it_is"] else _("The customer's data are saved."))
