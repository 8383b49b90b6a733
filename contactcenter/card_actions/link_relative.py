"""L: the speaker is a relative of somebody: found by phone or name, or somebody of the number's list."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contactcenter.card_actions.base import VERIFIED, ActionForm, Done, card_action
from contactcenter.desk.card import CallCard
from contactcenter.desk.speakers_shown import masked_name
from customers.identity.relatives import link_relatives
from customers.models import Person, Relationship


class RelativeForm(ActionForm):
    """Who, and what of the speaker's."""

    relative = forms.UUIDField(label=gettext_lazy("Relative"), widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Who it is to the speaker"), choices=Relationship.Kind.choices)

    kinds = Relationship.Kind.choices

    def nearby(self) -> list[tuple[str, str]]:
        """The others of the number, who need no search."""
        person = self.card.person
        others = [one for one in self.card.people if person is not None and one.id != person.pk]
        return [(str(one.id), masked_name(one.name)) for one in others]


@card_action(
    "relative",
    gettext_lazy("Link a relative"),
    "users-plus",
    key="KeyL",
    capability="families.edit",
    needs=VERIFIED,
    form=RelativeForm,
    order=60,
    button=gettext_lazy("Link"),
    template="desk/_relative_form.html",
)
def relative(card: CallCard, data: Mapping[str, Any]) -> Done:
    """The two become relatives and share a household; undone like every link."""
    assert card.person is not None
    other = Person.objects.visible_to(card.user).filter(pk=data["relative"]).first()
    if other is None:
        raise Http404
    link_relatives(card.user, card.person, other, data["kind"], reason=_("said in a call"))
    return Done(_("The family has a new member."))
