"""An action on the card: its key, who may, what it needs, its form, what it does.

@card_action("promise", _("Promise a call-back"), "phone-call", key="KeyC", capability="followups.work",
             needs=CALL, form=PromiseForm, order=10)
def promise(card: CallCard, data: Mapping[str, Any]) -> Done: ...
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from contactcenter.desk.card import CallCard
from optics_crm.core.errors import NotAllowed
from optics_crm.core.permissions import can
from optics_crm.core.registry import Registry

Words = str | Promise
# what must be known before an action may be opened: the call alone, the speaker, the speaker made sure of
CALL, SPEAKER, VERIFIED = "call", "speaker", "verified"


class ActionForm(forms.Form):
    """The form of an action; `card` is what it is about."""

    def __init__(self, data: Any = None, *, card: CallCard) -> None:
        self.card = card
        super().__init__(data, **self.told())
        self.prepare()

    def told(self) -> dict[str, Any]:
        """What the form that an action borrows wants to be given."""
        return {}

    def prepare(self) -> None:
        """Fills in choices and first values from the card."""


@dataclass(frozen=True)
class Done:
    """What became of it: words for the corner of the screen, and how the call ends where that follows."""

    words: Words
    result: str = ""


Act = Callable[[CallCard, Mapping[str, Any]], Done]


@dataclass(frozen=True)
class CardAction:
    """One action. `key` is a place on the keyboard (KeyC), `button` the words of the button that does it; `applies`
    leaves it out of cards of which it says nothing.
    """

    code: str
    label: Words
    icon: str
    key: str
    capability: str
    needs: str
    form: type[ActionForm]
    act: Act
    order: int
    button: Words
    lead: Words
    template: str
    applies: Callable[[CallCard], bool]

    @property
    def letter(self) -> str:
        """The key as it stands on the button."""
        return self.key.removeprefix("Key")

    def is_ready(self, card: CallCard) -> bool:
        """Whether what the action needs is known by now."""
        return self.needs == CALL or (card.person is not None and (self.needs == SPEAKER or card.is_open))


ACTIONS: Registry[CardAction] = Registry("actions of the card")


def card_action(
    code: str,
    label: Words,
    icon: str,
    *,
    key: str,
    capability: str,
    form: type[ActionForm],
    needs: str = SPEAKER,
    order: int = 50,
    button: Words = "",
    lead: Words = "",
    template: str = "desk/_action_form.html",
    applies: Callable[[CallCard], bool] = lambda _card: True,
) -> Callable[[Act], Act]:
    """Adds an action; decorates the function that does it."""
    if any(one.key == key for one in ACTIONS):
        raise ValueError(f"{code}: {key} is the key of another action")

    def decorate(act: Act) -> Act:
        words = (button or label, lead)
        ACTIONS.add(
            code, CardAction(code, label, icon, key, capability, needs, form, act, order, *words, template, applies)
        )
        return act

    return decorate


def actions_for(card: CallCard) -> list[CardAction]:
    """What this user may do, in order; those that are not ready are shown, too."""
    found = [one for one in ACTIONS if can(card.user, one.capability) and one.applies(card)]
    return sorted(found, key=lambda one: one.order)


def check_ready(action: CardAction, card: CallCard) -> None:
    """Refuses whom the action is not for, and what is not known yet."""
    from django.utils.translation import gettext as _

    if not can(card.user, action.capability):
        raise NotAllowed("not_allowed", _("You may not do this."))
    if not action.is_ready(card):
        words = _("Choose first who speaks.") if card.person is None else _("Make sure first who speaks: press V.")
        raise NotAllowed("speaker_unsure", words)
