"""S: two of the list are one person: a question of the review queue."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contactcenter.card_actions.base import SPEAKER, ActionForm, Done, card_action
from contactcenter.desk.card import CallCard
from contactcenter.desk.speakers_shown import masked_name
from customers.identity.proposing import propose_same
from customers.models import Person


class SamePersonForm(ActionForm):
    """Who of the others is the speaker, too."""

    other = forms.ChoiceField(label=gettext_lazy("The same person as"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        person = self.card.person
        others = [one for one in self.card.speakers if person is not None and one.likely.id != person.pk]
        others.sort(key=lambda one: one.twin_of != (person.pk if person else None))
        self.fields["other"].choices = [  # type: ignore[attr-defined]
            (str(one.likely.id), _described(one.likely.name, one.likely.age)) for one in others
        ]
        if others:
            self.fields["other"].initial = str(others[0].likely.id)


def _described(name: str, age: int | None) -> str:
    return masked_name(name) if age is None else f"{masked_name(name)}, {age}"


@card_action(
    "same_person",
    gettext_lazy("The same person"),
    "users",
    key="KeyS",
    capability="identity.propose",
    needs=SPEAKER,
    form=SamePersonForm,
    order=70,
    button=gettext_lazy("Propose"),
    applies=lambda card: len(card.people) > 1,
    lead=gettext_lazy("A manager or a supervisor merges the two; until then both stand in the list."),
)
def same_person(card: CallCard, data: Mapping[str, Any]) -> Done:
    assert card.person is not None
    other = Person.objects.visible_to(card.user).filter(pk=data["other"]).first()
    if other is None:
        raise Http404
    propose_same(card.user, card.person, other, _("noticed in a call"))
    return Done(_("Proposed: a manager or a supervisor decides."))
