"""H: a question goes to a department or a doctor with the card and the notes, and comes back with the answer."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contactcenter.card_actions.base import CALL, ActionForm, Done, card_action
from contactcenter.desk.card import CallCard
from customers.followup_forms import HandingForm
from customers.handing import Receiver, hand_over
from optics_crm.core import formats
from optics_crm.core.permissions import ROLES


class HandOverForm(ActionForm, HandingForm):
    """What is to be answered by whom, and what was said so far: the note of the call."""

    field_order = ("question", "role", "salon", "employee", "notes")

    def told(self) -> dict[str, Any]:
        return {"person": self.card.person}

    def prepare(self) -> None:
        person, mine = self.card.person, self.card.mine
        self.fields["role"].initial = "doctor"
        self.fields["salon"].initial = person.home_salon_id if person else None
        self.fields["notes"].initial = mine.note if mine else ""
        self.fields["notes"].label = _("What was said so far")

    def receiver(self) -> Receiver:
        """A salon is named for those of a salon only: the form always has one."""
        data = self.cleaned_data
        role = ROLES.get(data["role"])
        return Receiver(data.get("employee"), role.code, data["salon"] if role.own_salon else None)


@card_action(
    "hand_over",
    gettext_lazy("Hand it over"),
    "arrow-forward-up",
    key="KeyH",
    capability="followups.work",
    needs=CALL,
    form=HandOverForm,
    order=20,
    lead=gettext_lazy("It comes back to you with the answer, and closes when the client has been told."),
)
def hand(card: CallCard, data: Mapping[str, Any]) -> Done:
    """A promise of the kind `handover`, of the kind `doctor` for a doctor, with the card, the call and the notes."""
    form: HandOverForm = data["form"]
    to = form.receiver()
    is_doctors = to.employee is not None or to.role == "doctor"
    row = hand_over(
        card.user,
        to,
        data["question"],
        kind="doctor" if is_doctors else "handover",
        notes=data["notes"],
        person=card.person,
        household=card.call.household_id,
        call=card.call.pk,
    )
    return Done(_("Handed over, the answer is due %(moment)s.") % {"moment": formats.moment(row.due_at)}, "handed_over")
