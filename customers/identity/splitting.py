"""One card that holds several people: chosen purchases and exams go to a card of somebody else, and can come back.

    event = split_card(actor, card, {"purchase": [ids], "exam": [ids]}, to=NewMember(words, kind="child"))
    event = split_card(actor, card, {"purchase": [ids]}, to=person)      # or a card of that person
    undo_split(actor, event)

The only step that rewrites a pointer of facts: each row is written down (`MovedFact`) with its home. What goes along (a
sale's returns, the exam and the prescription that it was made by, the ticket about it) is told by `movers.ALONG`.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from customers import events
from customers.actions import PersonWords, desk_card, register_customer
from customers.golden import refresh_people
from customers.identity import journal, moved, relatives, state
from customers.identity.journal import Kind
from customers.identity.movers import MOVERS, Chosen, with_followers
from customers.models import Card, IdentityEvent, Person, Proposal, Relationship
from customers.moments import PEOPLE_CHANGED
from optics_crm.core import clock, news
from optics_crm.core.errors import Conflict, DomainError

DECIDE = "identity.decide"


@dataclass(frozen=True)
class NewMember:
    """Somebody who has no card yet: `kind` is what the newcomer is of the card's person (`Relationship.Kind`)."""

    words: PersonWords
    kind: str = Relationship.Kind.CHILD.value


Target = Person | Card | NewMember


def chosen_of(card: Card, facts: Chosen) -> dict[str, set[uuid.UUID]]:
    """What would move: the chosen rows of the card with everything that goes along. For showing before it is done."""
    return with_followers(facts, card.pk)


@transaction.atomic
def split_card(
    actor: Any,
    card: Card,
    facts: Chosen,
    *,
    to: Target,
    reason: str = "",
    evidence: Mapping[str, Any] | None = None,
    proposal: Proposal | None = None,
) -> IdentityEvent:
    """Moves the chosen rows (mover's key -> ids) with what goes along to another person's card; returns the decision.

    A `NewMember` is registered and linked as a relative first; a person gets them on the card of the same source, else
    on the desk's card; a card as it is. Refuses: 403 without the right; 422 `nothing_chosen`, `fact_unknown` for rows
    that are not on the card, `same_person`; 409 `merged_already`, `proposal_decided`.
    """
    row = Card.objects.select_related("person").get(pk=card.pk)
    if not any(facts.values()):
        raise DomainError("nothing_chosen", _("Choose what is to be moved."), pointer="/facts")
    _check_people(actor, row, to)
    found = _checked(row, facts)
    target, opened = _target(actor, row, to)
    if target.person_id == row.person_id:
        raise DomainError("same_person", _("These are cards of one customer already."), pointer="/to")
    told = {**(evidence or {}), "from": str(row.pk), "to": str(target.pk), **opened}
    event = journal.write(actor, Kind.SPLIT, row.person_id, target.person_id, reason=reason, evidence=told)
    about = Q(card_a=row)
    journal.settle_proposals(actor, event, about, kinds=("split",) if proposal else (), accepted=proposal)
    for mover in MOVERS:
        ids = found.get(mover.key)
        if ids:
            moved.move(event, mover, ids, row.pk, target.pk)
            if mover.settle:
                mover.settle(list(ids))
    _happened({key: {row.pk, target.pk} for key in found}, [row.person_id, target.person_id])
    ids_said = {"person": row.person_id, "other": target.person_id, "event": event.pk}
    news.say(events.CARD_SPLIT, ids_said, actor=actor)
    return event


@transaction.atomic
def undo_split(actor: Any, event: IdentityEvent, *, reason: str = "") -> IdentityEvent:
    """Takes a split back: rows that went nowhere since go home. Somebody whom the split opened a card for, and whom
    nothing else is known of, goes with it: the card becomes a tombstone, the family forgets it.

    Refuses: 403 without the right; 409 `already_undone`, `not_undoable`.
    """
    if event.kind != Kind.SPLIT or event.winner_id is None or event.loser_id is None:
        raise Conflict("not_undoable", _("This step cannot be undone."))
    people = {state.standing(event.winner_id), state.standing(event.loser_id)}
    journal.lock_standing(*people)
    journal.check_undoable(event, Kind.SPLIT)
    journal.check_may(actor, DECIDE, people)
    touched = moved.move_back(event)
    undone = journal.undo(actor, event, kind=Kind.SPLIT, reason=reason)
    _close(actor, event)
    _happened(touched, people)
    ids_said = {"person": event.winner_id, "other": event.loser_id, "event": undone.pk}
    news.say(events.CARD_UNSPLIT, ids_said, actor=actor)
    return undone


def _check_people(actor: Any, card: Card, to: Target) -> None:
    """The people concerned stand, are locked, and are the actor's to decide about."""
    people = {card.person_id}
    if isinstance(to, Person | Card):
        people.add(to.person_id if isinstance(to, Card) else to.pk)
    journal.lock_standing(*people)
    journal.check_may(actor, DECIDE, people)


def _checked(card: Card, facts: Chosen) -> dict[str, set[uuid.UUID]]:
    for key, ids in facts.items():
        mover = MOVERS.find(key)
        known = mover.model.objects.filter(pk__in=ids, card=card).count() if mover else 0  # type: ignore[attr-defined]
        if known < len(set(ids)):
            raise DomainError("fact_unknown", _("This is not on the card any more."), pointer=f"/facts/{key}")
    return with_followers(facts, card.pk)


def _target(actor: Any, card: Card, to: Target) -> tuple[Card, dict[str, Any]]:
    """The card that the rows go to, and what was opened for them."""
    if isinstance(to, Card):
        return Card.objects.get(pk=to.pk), {}
    if isinstance(to, Person):
        same = Card.objects.live().filter(person=to, client=card.client_id) if card.client_id else Card.objects.none()
        return same.order_by("created_at", "pk").first() or desk_card(to), {}
    person = register_customer(actor, to.words)
    link = relatives.link_relatives(actor, card.person, person, to.kind)
    return person.cards.get(), {"opened": str(person.pk), "link": str(link.pk)}


def _close(actor: Any, event: IdentityEvent) -> None:
    """The newcomer of an undone split is closed, unless something else is known by now."""
    opened = event.evidence.get("opened")
    if not opened:
        return
    card = Card.objects.filter(pk=event.evidence["to"], person=opened, deleted_at__isnull=True).first()
    if card is None or any(_is_used(mover.model, card) for mover in MOVERS):
        return
    if Card.objects.filter(person=opened).exclude(pk=card.pk).exists():
        return
    link = IdentityEvent.objects.get(pk=event.evidence["link"])
    if not IdentityEvent.objects.filter(undoes=link).exists():
        relatives.undo_link(actor, link)
    Card.objects.filter(pk=card.pk).update(deleted_at=clock.now(), updated_at=clock.now())
    refresh_people([uuid.UUID(opened)])
    news.say(events.CUSTOMER_DELETED, {"person": opened, "card": card.pk}, actor=actor)


def _is_used(model: Any, card: Card) -> bool:
    return bool(model.objects.filter(card=card).exists())


def _happened(cards: Mapping[str, set[uuid.UUID]], people: "set[uuid.UUID] | list[uuid.UUID]") -> None:
    for key, ids in cards.items():
        MOVERS.get(key).changed(ids)
    PEOPLE_CHANGED.happen(list(people))
