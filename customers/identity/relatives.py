"""Linking two people as relatives, with the household that they share; a proposal of a family accepted.

event = link_relatives(actor, mother, son, "child")        # the son is the child of the mother
event = accept_family(actor, proposal)
undo_link(actor, event)
"""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers import families
from customers.homes import home_of
from customers.identity import journal, state
from customers.identity.journal import Kind
from customers.models import Card, Household, IdentityEvent, Membership, Person, Proposal, Relationship
from optics_crm.core.errors import Conflict, DomainError

LINK = "families.edit"
Role = Membership.Role
K = Relationship.Kind
# what the relative becomes in the household, and the person
ROLES = {
    K.CHILD: (Role.CHILD, Role.PARENT),
    K.GRANDCHILD: (Role.CHILD, Role.PARENT),
    K.WARD: (Role.CHILD, Role.PARENT),
    K.PARENT: (Role.PARENT, Role.CHILD),
    K.GRANDPARENT: (Role.PARENT, Role.CHILD),
    K.GUARDIAN: (Role.PARENT, Role.CHILD),
    K.SPOUSE: (Role.SPOUSE, Role.SPOUSE),
    K.SIBLING: (Role.OTHER, Role.OTHER),
    K.OTHER: (Role.OTHER, Role.OTHER),
}


@transaction.atomic
def link_relatives(
    actor: Any,
    person: Person,
    relative: Person,
    kind: str,
    *,
    household: bool = True,
    reason: str = "",
    proposal: Proposal | None = None,
) -> IdentityEvent:
    """Writes that `relative` is the `kind` of `person` and, unless told otherwise, that they share a household.

    The household is the home of the person, else of the relative, else a new one. A relative who has another home
    already is listed in this one without moving. Refuses what `families.relate` refuses: 422 `relationship_unknown`,
    `relationship_with_oneself`, `parent_is_younger`; 409 `family_circle`; 409 `merged_already`; 403 without the right.
    """
    journal.lock_standing(person.pk, relative.pk)
    journal.check_may(actor, LINK, [person.pk, relative.pk])
    known = Relationship.objects.filter(person=person, relative=relative, kind=kind).exists()
    families.relate(actor, person, relative, kind)
    told: dict[str, Any] = {"kind": kind, "related": not known or _linked(person.pk, relative.pk, kind).exists()}
    if household:
        told |= _share_home(actor, person, relative, K(kind))
    event = journal.write(actor, Kind.LINK, person.pk, relative.pk, reason=reason, evidence=told)
    asked = journal.between(person.pk, relative.pk)
    journal.settle_proposals(actor, event, asked, kinds=("family",), accepted=proposal)
    return event


@transaction.atomic
def accept_family(actor: Any, proposal: Proposal, *, kind: str = "") -> IdentityEvent:
    """Accepts a proposal of a family: the person of card a and the person of card b become relatives.

    `kind` overrides what the proposal says that b is of a (its evidence; without either they are just relatives).
    """
    cards = Card.objects.select_related("person").in_bulk([proposal.card_a_id, proposal.card_b_id])
    first, second = cards[proposal.card_a_id].person, cards[_second(proposal)].person
    said = kind or str(proposal.evidence.get("kind") or K.OTHER.value)
    return link_relatives(actor, first, second, said, proposal=proposal)


@transaction.atomic
def refuse_family(actor: Any, proposal: Proposal, *, reason: str = "") -> IdentityEvent:
    """Remembers that these two are no relatives: the question is closed and not asked again by a scan."""
    cards = Card.objects.in_bulk([proposal.card_a_id, proposal.card_b_id])
    first, second = cards[proposal.card_a_id].person_id, cards[_second(proposal)].person_id
    if first == second:
        raise Conflict("one_person", _("These cards are of one customer already."))
    journal.lock_standing(first, second)
    journal.check_may(actor, LINK, {first, second})
    told = {"refused": True, "cards": [str(proposal.card_a_id), str(proposal.card_b_id)]}
    event = journal.write(actor, Kind.LINK, first, second, reason=reason, evidence=told)
    pair = journal.between(first, second)
    journal.settle_proposals(actor, event, pair, kinds=("family",), accepted=proposal, refused=True)
    return event


@transaction.atomic
def undo_link(actor: Any, event: IdentityEvent, *, reason: str = "") -> IdentityEvent:
    """Takes a link back: what it had written, and only that. 409 `already_undone`, `not_undoable`."""
    if event.kind != Kind.LINK or event.winner_id is None or event.loser_id is None:
        raise Conflict("not_undoable", _("This step cannot be undone."))
    people = {state.standing(event.winner_id), state.standing(event.loser_id)}
    journal.lock_standing(*people)
    undone = journal.undo(actor, event, kind=Kind.LINK, reason=reason)
    journal.check_may(actor, LINK, people)
    told = event.evidence
    person, relative = Person(pk=event.winner_id), Person(pk=event.loser_id)
    if told.get("related") and not _linked(person.pk, relative.pk, told["kind"]).exists():
        inverse = families.INVERSE[K(told["kind"])]
        Relationship.objects.filter(person=person, relative=relative, kind=told["kind"]).delete()
        Relationship.objects.filter(person=relative, relative=person, kind=inverse).delete()
    for member in told.get("joined", []):
        _leave(actor, uuid.UUID(told["household"]), uuid.UUID(member))
    return undone


def _linked(person: uuid.UUID, relative: uuid.UUID, kind: str) -> "QuerySet[IdentityEvent]":
    """Standing links that wrote this relationship."""
    return IdentityEvent.objects.filter(
        kind=Kind.LINK,
        winner=person,
        loser=relative,
        undoes__isnull=True,
        undone_by__isnull=True,
        evidence__contains={"kind": kind, "related": True},
    )


def _share_home(actor: Any, person: Person, relative: Person, kind: Relationship.Kind) -> dict[str, Any]:
    """Lists both in one household; returns what was written, for the undo."""
    theirs, ours = ROLES[kind]
    home = home_of(person)
    found = home or home_of(relative)
    if found is None:
        head = person if ours != Role.CHILD else relative
        household = families.found_household(actor, head)
        joined = [str(head.pk)]
    else:
        household, joined = found.household, []
    for one, role in ((person, ours), (relative, theirs)):
        if not Membership.objects.filter(household=household, person__in=state.selves_of([one.pk])).exists():
            families.add_member(actor, household, one, role, is_home=home_of(one) is None)
            joined.append(str(one.pk))
    return {"household": str(household.pk), "joined": joined}


def _leave(actor: Any, household: uuid.UUID, member: uuid.UUID) -> None:
    row = Household.objects.filter(pk=household).first()
    person = Person.objects.filter(pk=member).first()
    if row is not None and person is not None:
        families.forget_member(actor, row, person)


def _second(proposal: Proposal) -> uuid.UUID:
    if proposal.card_b_id is None:
        raise DomainError("not_a_pair", _("This question is not about two people."))
    return proposal.card_b_id
