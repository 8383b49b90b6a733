"""Two people who look like one and are not: decided once, for ever, for everybody."""

import uuid
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.identity import journal, state
from customers.identity.journal import Kind
from customers.models import Card, IdentityEvent, NotSame, Proposal
from optics_crm.core.errors import Conflict, DomainError

# pairs that nothing undoes; for those who ask in SQL: columns card_a_id, card_b_id
STANDING = """SELECT n.card_a_id, n.card_b_id FROM customers_notsame n
    WHERE NOT EXISTS (SELECT 1 FROM customers_identityevent u WHERE u.undoes_id = n.event_id)"""

BARRED = f"""SELECT 1 FROM ({STANDING}) n
    JOIN customers_card a ON a.id = n.card_a_id JOIN customers_card b ON b.id = n.card_b_id
    WHERE (a.person_id, b.person_id) IN ((%(one)s, %(other)s), (%(other)s, %(one)s)) LIMIT 1"""


def standing() -> "QuerySet[NotSame]":
    """Decisions that nothing undoes."""
    return NotSame.objects.filter(event__undone_by__isnull=True)


def barred(one: uuid.UUID, other: uuid.UUID) -> bool:
    """Whether any two cards of these people were said to be two people's."""
    with connection.cursor() as cursor:
        cursor.execute(BARRED, {"one": one, "other": other})
        return cursor.fetchone() is not None


@transaction.atomic
def decide_not_same(
    actor: Any,
    card_a: Card,
    card_b: Card,
    *,
    reason: str = "",
    proposal: Proposal | None = None,
) -> IdentityEvent:
    """Remembers that these two cards are two people's: no scan proposes it again, no merge joins them.

    The two people are barred from each other while these cards stand with them. Refuses: 422 `same_card`; 409
    `one_person` where the cards are of one person already (take the merge back first), `proposal_decided`.
    """
    if card_a.pk == card_b.pk:
        raise DomainError("same_card", _("This is one card."), pointer="/card_b")
    one, other = card_a.person_id, card_b.person_id
    if one == other:
        raise Conflict("one_person", _("These cards are of one customer: undo the merge first."))
    journal.lock_standing(one, other)
    journal.check_may(actor, "identity.decide", [one, other])
    event = journal.write(
        actor, Kind.NOT_SAME, one, other, reason=reason, evidence={"cards": [str(card_a.pk), str(card_b.pk)]}
    )
    asked = journal.between(one, other)
    journal.settle_proposals(actor, event, asked, kinds=("same",), accepted=proposal, refused=True)
    low, high = sorted([card_a.pk, card_b.pk])
    NotSame.objects.create(card_a_id=low, card_b_id=high, event=event)
    return event


@transaction.atomic
def undo_not_same(actor: Any, event: IdentityEvent, *, reason: str = "") -> IdentityEvent:
    """Takes the decision back; the pair may be proposed again. 409 `already_undone`."""
    people = {state.standing(person) for person in (event.winner_id, event.loser_id) if person}
    journal.lock_standing(*people)
    journal.check_may(actor, "identity.decide", people)
    return journal.undo(actor, event, kind=Kind.NOT_SAME, reason=reason)
