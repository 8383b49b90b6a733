"""Questions that a colleague asks: these two are one person, this card is of two people, or of somebody else.

Whoever works with clients may ask; a manager or a supervisor answers.
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.identity import journal, not_same, queue, state
from customers.models import Card, Person, Proposal
from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee

LONGEST_NOTE = 300
CENTRE = ("operator", "supervisor")
Kind = Proposal.Kind


@transaction.atomic
def propose_same(actor: Any, one: Person, other: Person, note: str = "") -> Proposal:
    """Asks whether two people are one. Asked twice it is one question, with the newer note.

    Refuses: 403 without the right; 422 `same_person`; 409 `merged_already`, `not_the_same`.
    """
    if one.pk == other.pk:
        raise DomainError("same_person", _("A customer cannot be merged with oneself."))
    _check(actor, one, other)
    if not_same.barred(one.pk, other.pk):
        raise Conflict("not_the_same", _("Somebody has decided that these are two people."))
    first, second = queue.pair_of(_card_of(one).pk, _card_of(other).pk)
    return _ask(actor, Kind.SAME, first, second, note)


@transaction.atomic
def report_card(actor: Any, card: Card, note: str, *, owner: Person | None = None) -> Proposal:
    """Says that a card holds several people, or with an `owner` that something on it is that person's.

    The note tells what was noticed; it must not be empty. Refuses: 403 without the right; 422 `note_missing`,
    `same_person`; 409 `merged_already`.
    """
    if not note.strip():
        raise DomainError("note_missing", _("Write what you noticed."), pointer="/note")
    if owner is not None and owner.pk == card.person_id:
        raise DomainError("same_person", _("This is one customer."), pointer="/owner")
    _check(actor, card.person, *([owner] if owner else []))
    second = _card_of(owner).pk if owner else None
    return _ask(actor, Kind.WRONG_CARD if owner else Kind.SPLIT, card.pk, second, note)


@transaction.atomic
def refuse(actor: Any, proposal: Proposal) -> None:
    """Answers a report with no: the card is right as it is. Refuses 403 without the right, 409 `proposal_decided`."""
    journal.check_may(actor, queue.DECIDE, [proposal.card_a.person_id])
    answered = Proposal.objects.filter(pk=proposal.pk, status=Proposal.Status.OPEN).update(
        status=Proposal.Status.REFUSED, decided_by=actor, decided_at=clock.now()
    )
    if not answered:
        raise Conflict("proposal_decided", _("Somebody has answered this question meanwhile."))
    audit.record(actor, "customers.identity.report_refused", proposal.card_a.person)


def _check(actor: Any, *people: Person) -> None:
    ids = [person.pk for person in people]
    if any(state.locked(*ids).values()):
        raise Conflict("merged_already", _("One of these customers has been merged meanwhile."))
    journal.check_may(actor, queue.PROPOSE, ids)


def _card_of(person: Person) -> Card:
    """The oldest living card of a person: the one by which a question names the person."""
    card = Card.objects.live().filter(person=person).order_by("created_at", "pk").first()
    if card is None:
        raise Conflict("no_card", _("No source knows this customer any more."))
    return card


def _ask(actor: Any, kind: str, first: uuid.UUID, second: uuid.UUID | None, note: str) -> Proposal:
    by = actor if isinstance(actor, Employee) else None
    source = Proposal.Source.OPERATOR if by and by.role in CENTRE else Proposal.Source.DESK
    said = {"note": note.strip()[:LONGEST_NOTE]} if note.strip() else {}
    row = Proposal.objects.select_for_update().filter(card_a=first, card_b=second, kind=kind, status="open").first()
    if row is None:
        row = Proposal.objects.create(
            card_a_id=first, card_b_id=second, kind=kind, source=source, proposed_by=by, evidence=said,
            proposed_at=clock.now(),
        )  # fmt: skip
    elif said:
        row.evidence = {**row.evidence, **said}
        row.save(update_fields=["evidence"])
    audit.record(actor, "customers.identity.asked", row.card_a.person, question=kind)
    return row
