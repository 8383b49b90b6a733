"""Families as they are read: rows of everybody who stands in a person count as that person's.

A merge leaves memberships and relationships with the people that they were written of. A person lives in the own home;
without one, in the home of whoever was merged into him or her.
"""

import uuid
from collections.abc import Collection, Sequence

from django.db.models import Q

from customers.identity.state import selves_of
from customers.models import Household, Membership, Person

# person_id (who stands), household_id, role: where each person lives, set-based
HOMES = """
    SELECT m.person_id, m.household_id, m.role FROM customers_membership m
      JOIN customers_person p ON p.id = m.person_id AND p.merged_into_id IS NULL WHERE m.is_home
    UNION ALL
    (SELECT DISTINCT ON (p.merged_into_id) p.merged_into_id, m.household_id, m.role FROM customers_person p
       JOIN customers_membership m ON m.person_id = p.id AND m.is_home
      WHERE p.merged_into_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM customers_membership own WHERE own.person_id = p.merged_into_id AND own.is_home)
      ORDER BY p.merged_into_id, p.id)
"""

# person_id (who stands), id: the people of %(ids)s and everybody merged into them
SELVES = """
    SELECT id AS person_id, id FROM customers_person WHERE id = ANY(%(ids)s::uuid[])
    UNION ALL SELECT merged_into_id, id FROM customers_person WHERE merged_into_id = ANY(%(ids)s::uuid[])
"""


def home_of(person: Person) -> Membership | None:
    """Where the person lives; the row may be written of somebody merged into the person. Two queries."""
    rows = Membership.objects.filter(person__in=selves_of([person.pk]), is_home=True).select_related("household")
    found = sorted(rows, key=lambda row: (row.person_id != person.pk, row.person_id))
    return found[0] if found else None


def homes_of(people: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The household where each of these people lives, by person; one query."""
    rows = Membership.objects.filter(Q(person__in=people) | Q(person__merged_into__in=people), is_home=True)
    found = rows.values_list("person", "person__merged_into", "household")
    # the own home comes after, and wins over, that of somebody merged into the person
    lent = {into: household for _person, into, household in found if into}
    return lent | {person: household for person, into, household in found if not into}


def members_of(household: Household, people: Sequence[str] = ()) -> list[Membership]:
    """Who belongs to a family, each once; rows show those who stand. `people` names what is joined with a person."""
    joins = [f"person__{name}" for name in ("merged_into", *people, *(f"merged_into__{name}" for name in people))]
    rows = Membership.objects.filter(household=household).select_related("person", *joins)
    found: dict[uuid.UUID, Membership] = {}
    # a row of the person's own before one of somebody merged into him or her
    for row in sorted(rows, key=lambda row: (row.person.merged_into_id is not None, row.pk)):
        row.person = row.person.merged_into or row.person
        found.setdefault(row.person.pk, row)
    return list(found.values())


def housemates_of(people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Everybody who stands and is listed in a home of these people, themselves included."""
    households = Membership.objects.filter(person__in=selves_of(people), is_home=True).values("household")
    listed = Membership.objects.filter(household__in=households).values_list("person", "person__merged_into")
    return {into or person for person, into in listed} | set(people)
