"""A household as its editor shows it: members, who is whose relative, who answers for a child, who may belong too."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from customers.families import INVERSE, MINOR_UNTIL, guardians_of
from customers.homes import members_of
from customers.identity import evidence, queue
from customers.identity.certainty import CONTACTS, certainty_of, kind_of
from customers.identity.state import selves_of
from customers.models import Household, Membership, Person, Proposal, Relationship
from optics_crm.core import clock

PROPOSALS = 9  # as many as there are number keys
Kind = Relationship.Kind
SYMMETRIC = {Kind.SPOUSE, Kind.SIBLING, Kind.OTHER}
UPWARDS = {Kind.PARENT, Kind.GRANDPARENT, Kind.GUARDIAN}


@dataclass(frozen=True)
class EditedMember:
    """A member whom the user may open. `answers`: who answers for a minor, the first to be asked first."""

    membership: Membership
    person: Person
    is_minor: bool
    answers: Sequence[Person]
    others: Sequence[Household]


@dataclass(frozen=True)
class Tie:
    """`relative` is the `kind` of `person`; the inverse is not shown again."""

    person: Person
    relative: Person
    kind: str
    label: Any


@dataclass(frozen=True)
class Suggestion:
    """An open question whether somebody belongs to the family; `number` is the key that accepts it."""

    proposal: Proposal
    member: Person
    other: Person
    label: Any
    reasons: str
    band: str
    number: int


@dataclass(frozen=True)
class Editor:
    """All that the editor says. `hidden`: members of other salons whom the user may not open."""

    household: Household
    members: Sequence[EditedMember]
    ties: Sequence[Tie]
    suggestions: Sequence[Suggestion]
    hidden: int


def editor_of(user: Any, household: Household) -> Editor:
    """The household as the user may see and change it. A fixed number of queries."""
    listed = members_of(household)
    ids = [row.person.pk for row in listed]
    people = Person.objects.visible_to(user).select_related("home_salon", "main_phone").in_bulk(ids)
    selves = selves_of(list(people))
    return Editor(
        household,
        _members(user, household, [row for row in listed if row.person.pk in people], people, selves),
        _ties(people, selves),
        _suggestions(user, people),
        len(listed) - len(people),
    )


def _members(
    user: Any,
    household: Household,
    listed: Sequence[Membership],
    people: Mapping[uuid.UUID, Person],
    selves: Mapping[uuid.UUID, uuid.UUID],
) -> list[EditedMember]:
    grown_since = clock.years_after(clock.today(), -MINOR_UNTIL)
    minors = [pk for pk, one in people.items() if one.birth_date and one.birth_date > grown_since]
    answers = guardians_of(minors)
    known = Person.objects.visible_to(user).in_bulk({pk for found in answers.values() for pk in found})
    elsewhere: dict[uuid.UUID, list[Household]] = defaultdict(list)
    rows = Membership.objects.filter(person__in=selves, household__deleted_at__isnull=True)
    for row in rows.exclude(household=household).select_related("household"):
        elsewhere[selves[row.person_id]].append(row.household)
    return [
        EditedMember(
            row,
            people[row.person.pk],
            row.person.pk in minors,
            [known[pk] for pk in answers.get(row.person.pk, []) if pk in known],
            elsewhere[row.person.pk],
        )
        for row in listed
    ]


def _ties(people: Mapping[uuid.UUID, Person], selves: Mapping[uuid.UUID, uuid.UUID]) -> list[Tie]:
    """Relationships between the members, each once, the elder's side."""
    rows = Relationship.objects.filter(person__in=selves, relative__in=selves).order_by("pk")
    found: dict[tuple[Any, ...], Tie] = {}
    for row in rows:
        one, other, kind = selves[row.person_id], selves[row.relative_id], Kind(row.kind)
        if one == other or kind in UPWARDS:
            continue
        key = (*sorted((one, other)), kind) if kind in SYMMETRIC else (one, other, kind)
        found.setdefault(key, Tie(people[one], people[other], row.kind, row.get_kind_display()))
    return list(found.values())


def _suggestions(user: Any, people: Mapping[uuid.UUID, Person]) -> list[Suggestion]:
    """Open questions about relatives of the members, the surest first."""
    rows = queue.open_for(user).filter(kind=Proposal.Kind.FAMILY)
    rows = rows.filter(Q(card_a__person__in=people) | Q(card_b__person__in=people))
    rows = rows.select_related("card_a__person", "card_b__person").prefetch_related(*CONTACTS)
    words = dict(Kind.choices)
    found = []
    for number, row in enumerate(rows.order_by(*queue.ORDER)[:PROPOSALS], 1):
        first, second = row.card_a.person, row.card_b.person if row.card_b else row.card_a.person
        kind = Kind(kind_of(row))
        member, other, of_member = (first, second, kind) if first.pk in people else (second, first, INVERSE[kind])
        certain = certainty_of(row)
        reasons = evidence.sentence(certain.reasons)
        found.append(Suggestion(row, member, other, words[of_member], reasons, certain.band, number))
    return found
