"""W: the wrong card opened, or one with somebody else's things: a question for whoever decides about identity."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contactcenter.card_actions.base import SPEAKER, ActionForm, Done, card_action
from contactcenter.desk.card import CallCard
from contactcenter.desk.speakers import take_back_verification
from contactcenter.desk.speakers_shown import masked_name
from customers.identity.proposing import LONGEST_NOTE, report_card
from customers.models import Card, CardPhone, Person
from optics_crm.core.errors import Conflict

NOTICES = [
    ("other_phone", gettext_lazy("the caller is somebody else: this is not their number")),
    ("two_people", gettext_lazy("several people on one card")),
    ("not_theirs", gettext_lazy("something on the card is not this client's")),
]


class WrongCardForm(ActionForm):
    """What is wrong, whose it is where that is known, in words."""

    what = forms.ChoiceField(label=gettext_lazy("What is wrong"), choices=NOTICES, widget=forms.RadioSelect)
    owner = forms.ChoiceField(label=gettext_lazy("Whose it is"), required=False)
    note = forms.CharField(
        label=gettext_lazy("What you noticed"),
        max_length=LONGEST_NOTE - 80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def prepare(self) -> None:
        self.fields["what"].initial = NOTICES[0][0]
        others = [one for one in self.card.people if self.card.person and one.id != self.card.person.pk]
        family = [(str(one.id), masked_name(one.name)) for one in others]
        self.fields["owner"].choices = [("", _("not known")), *family]  # type: ignore[attr-defined]


@card_action(
    "wrong_card",
    gettext_lazy("Wrong card"),
    "user-x",
    key="KeyW",
    capability="identity.propose",
    needs=SPEAKER,
    form=WrongCardForm,
    order=80,
    button=gettext_lazy("Report"),
    lead=gettext_lazy("A supervisor looks at it. The card closes, and you can choose who speaks anew."),
)
def wrong_card(card: CallCard, data: Mapping[str, Any]) -> Done:
    """A report on the card that names the number, else on the person's oldest one."""
    assert card.person is not None
    owner = Person.objects.visible_to(card.user).filter(pk=data["owner"]).first() if data["owner"] else None
    words = str(dict(NOTICES)[data["what"]])
    note = f"{words}. {data['note']}" if data["note"] else words
    report_card(card.user, named_by(card), note, owner=owner)
    take_back_verification(card.user, card.call)
    return Done(_("Reported: a manager or a supervisor decides."))


def named_by(card: CallCard) -> Card:
    """The card by which the number leads to the speaker."""
    uses = CardPhone.objects.filter(phone__number=card.call.phone, card__person=card.person, card__deleted_at=None)
    use = uses.select_related("card").order_by("pk").first()
    found = use.card if use else Card.objects.live().filter(person=card.person).order_by("created_at", "pk").first()
    if found is None:
        raise Conflict("no_card", _("No source knows this customer any more."))
    return found
