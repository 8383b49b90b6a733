"""What somebody at a door answered about the people whom the check had shown."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from customers.families import INVERSE
from customers.identity.check import Candidate
from customers.identity.relatives import link_relatives
from customers.models import Card, IdentityEvent, NotSame, Person, Relationship
from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee

Kind = Relationship.Kind


@dataclass(frozen=True)
class Answer:
    """The people whom somebody has looked at and said of each that it is not the one typed in.

    `relative` of these is the `kind` (a Relationship.Kind) of the newcomer and takes the newcomer into the family.
    """

    seen: Collection[uuid.UUID] = ()
    relative: uuid.UUID | None = None
    kind: str = Kind.OTHER.value


class MayBeKnown(Conflict):
    """Somebody whom we know looks like the person that is typed in: look, then answer."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        super().__init__("may_be_known", _("Perhaps we know this person: look at the people shown and choose."))
        self.candidates = list(candidates)


def check_seen(answer: Answer, found: Sequence[Candidate]) -> None:
    """MayBeKnown where the check finds somebody whom the answer does not speak of."""
    if any(one.is_question and one.person not in answer.seen for one in found):
        raise MayBeKnown(found)


def remember_others(actor: Any, card: Card, found: Sequence[Candidate]) -> None:
    """Writes that a card is none of these people's, for ever and for everybody; each can be taken back."""
    asked = [one for one in found if one.is_question]
    if not asked:
        return
    now = clock.now()
    events, pairs = [], []
    for one in asked:
        event = IdentityEvent(
            kind=IdentityEvent.Kind.NOT_SAME,
            winner_id=one.person,
            loser_id=card.person_id,
            actor=actor if isinstance(actor, Employee) else None,
            actor_label=str(actor or "")[:150],
            at=now,
            reason=str(_("said at the desk")),
            score=one.score,
            evidence={"cards": [str(one.card), str(card.pk)], "reasons": list(one.reasons)},
        )
        low, high = sorted([one.card, card.pk])
        events.append(event)
        pairs.append(NotSame(card_a_id=low, card_b_id=high, event=event))
    IdentityEvent.objects.bulk_create(events)
    NotSame.objects.bulk_create(pairs)
    audit.record(actor, "customers.identity.not_same", Person(pk=card.person_id), others=len(pairs))


def take_into_family(actor: Any, newcomer: Person, answer: Answer) -> None:
    """Writes the relationship that was answered, in the relative's household; undone like every link."""
    if answer.relative is None:
        return
    relative = Person.objects.standing().filter(pk=answer.relative).first()
    if relative is None:
        raise Conflict("merged_already", _("This customer has been merged meanwhile: look again."))
    if answer.kind not in Kind.values:
        raise DomainError("relationship_unknown", _("There is no such relationship."), pointer="/kind")
    link_relatives(actor, relative, newcomer, INVERSE[Kind(answer.kind)].value, reason=str(_("said at the desk")))
