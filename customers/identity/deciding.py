"""Answering a question of the queue, and taking an answer back.

answer(actor, proposal, "same")                       # one person: merged
answer(actor, proposal, "relative", kind="child")     # b is the child of a: linked, and told apart for ever
answer(actor, proposal, "different")                  # told apart for ever
take_back(actor, proposal)                            # the question is open again
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.identity import choices, merging, not_same, preview, queue, relatives, splitting
from customers.models import Card, IdentityEvent, Person, Proposal
from optics_crm.core.errors import Conflict, DomainError

SAME, RELATIVE, DIFFERENT = "same", "relative", "different"
Kind = IdentityEvent.Kind


@transaction.atomic
def answer(actor: Any, proposal: Proposal, said: str, *, kind: str = "") -> IdentityEvent:
    """Carries out what somebody decided about a pair, and closes the question.

    Refuses what merging, linking and telling apart refuse; 422 `answer_unknown`; 409 `proposal_decided`.
    """
    if proposal.status != Proposal.Status.OPEN:
        raise Conflict("proposal_decided", _("Somebody has answered this question meanwhile."))
    first, second = _cards(proposal)
    if said == SAME:
        return _merge(actor, proposal, first, second)
    if said == RELATIVE:
        return _relate(actor, proposal, first, second, kind)
    if said == DIFFERENT and proposal.kind == Proposal.Kind.FAMILY:
        return relatives.refuse_family(actor, proposal)
    if said == DIFFERENT:
        return not_same.decide_not_same(actor, first, second, proposal=proposal)
    raise DomainError("answer_unknown", _("Choose an answer."), pointer="/answer")


@transaction.atomic
def take_back(actor: Any, proposal: Proposal) -> None:
    """Undoes the decision by which a question was answered; the question is open again.

    Refuses what the undoing refuses: 409 `already_undone`.
    """
    event = proposal.event
    if event is None:
        raise Conflict("not_undoable", _("This step cannot be undone."))
    link = proposal.evidence.get("link")
    undo_event(actor, event)
    if link:
        relatives.undo_link(actor, IdentityEvent.objects.get(pk=link))
        kept = {key: value for key, value in proposal.evidence.items() if key != "link"}
        Proposal.objects.filter(pk=proposal.pk).update(evidence=kept)


@transaction.atomic
def merge_with_choices(
    actor: Any,
    winner: Person,
    loser: Person,
    chosen: Mapping[str, uuid.UUID],
    *,
    reason: str = "",
    proposal: Proposal | None = None,
) -> IdentityEvent:
    """Merges, and believes the chosen cards (field -> card) where the rules would believe another one.

    Refuses what `merge_people` and `choose_field` refuse.
    """
    event = merging.merge_people(actor, winner, loser, reason=reason, proposal=proposal)
    for name, source in preview.provenance(winner).items():
        card = chosen.get(name)
        if card is not None and card != source.card:
            choices.choose_field(actor, winner, name, Card(pk=card), reason=reason)
    return event


def undo_event(actor: Any, event: IdentityEvent) -> IdentityEvent:
    """Undoes a decision of any kind."""
    undo = {
        Kind.MERGE: merging.unmerge,
        Kind.SPLIT: splitting.undo_split,
        Kind.LINK: relatives.undo_link,
        Kind.NOT_SAME: not_same.undo_not_same,
        Kind.CHOICE: choices.undo_choice,
    }
    return undo[Kind(event.kind)](actor, event)


def last_of(actor: Any) -> Proposal | None:
    """The newest question that the actor has answered and that can be taken back."""
    return queue.last_decided(actor).first()


def survivor(one: Person, other: Person) -> tuple[Person, Person]:
    """(who stays, who is merged into it): the older dossier stays, whose address is known longest."""
    first, second = sorted((one, other), key=_age)
    return first, second


def _age(person: Person) -> tuple[Any, uuid.UUID]:
    return person.created_at, person.pk


def _merge(actor: Any, proposal: Proposal, first: Card, second: Card) -> IdentityEvent:
    winner, loser = survivor(first.person, second.person)
    return merging.merge_people(
        actor,
        winner,
        loser,
        score=proposal.score,
        model_version=proposal.model_version,
        evidence={"reasons": list(proposal.reasons)},
        proposal=proposal,
    )


def _relate(actor: Any, proposal: Proposal, first: Card, second: Card, kind: str) -> IdentityEvent:
    """Relatives are two people: a question about one person is answered with no, and both are linked."""
    if proposal.kind == Proposal.Kind.FAMILY:
        return relatives.accept_family(actor, proposal, kind=kind)
    link = relatives.link_relatives(actor, first.person, second.person, kind or "other")
    event = not_same.decide_not_same(actor, first, second, proposal=proposal)
    Proposal.objects.filter(pk=proposal.pk).update(evidence={**proposal.evidence, "link": str(link.pk)})
    return event


def _cards(proposal: Proposal) -> tuple[Card, Card]:
    cards = Card.objects.select_related("person").in_bulk([proposal.card_a_id, proposal.card_b_id])
    if proposal.card_b_id is None or len(cards) < 2:
        raise DomainError("not_a_pair", _("This question is not about two people."))
    return cards[proposal.card_a_id], cards[proposal.card_b_id]
