"""Families as they are read: rows of everybody who stands in a person count as that person's.

A merge leaves memberships and relationships with the people that they were written of. A person lives in the own home;
without one, in the home of whoever was merged into him or her. Where somebody lives in one home and a person who was
merged into that one in another (the desk founded a family, 1C sent one of its own), both homes are one family while the
merge stands: it is read as the oldest of them.
"""

import uuid
from collections.abc import Collection, Sequence

from django.db import connection

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

# where each of these people lives: the own home wins over that of somebody merged into the person. Both arms of SELVES
# use an index; one condition over the join of the two tables would read them whole.
HOMES_OF = f"""
    SELECT DISTINCT ON (s.person_id) s.person_id, m.household_id FROM ({SELVES}) s
      JOIN customers_membership m ON m.person_id = s.id AND m.is_home
     ORDER BY s.person_id, s.id <> s.person_id, s.id
"""

# a recursive part of a WITH, after one named `homes` with a column household_id: `near` leads from each of these to the
# homes of its family (start, id)
NEAR = """
near(start, id) AS (
    SELECT DISTINCT household_id, household_id FROM homes
    UNION
    SELECT n.start, x.household_id FROM near n JOIN customers_membership m ON m.household_id = n.id AND m.is_home
      JOIN customers_person p ON p.id = m.person_id
      CROSS JOIN LATERAL (SELECT coalesce(p.merged_into_id, p.id) AS id) stands
      CROSS JOIN LATERAL (SELECT stands.id UNION ALL
                          SELECT s.id FROM customers_person s WHERE s.merged_into_id = stands.id) s
      JOIN customers_membership x ON x.person_id = s.id AND x.is_home)
"""
FAMILIES_OF = f"""
WITH RECURSIVE lives AS ({HOMES_OF}), homes AS (SELECT household_id FROM lives), {NEAR}
SELECT DISTINCT ON (l.person_id) l.person_id, n.id FROM lives l JOIN near n ON n.start = l.household_id
 ORDER BY l.person_id, n.id
"""
JOINED = f"""
WITH RECURSIVE homes AS (SELECT unnest(%s::uuid[]) AS household_id), {NEAR}
SELECT start, id FROM near ORDER BY start, id
"""


def joined(households: Collection[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The homes of the family of each of these homes, the one that stands for it first; one query."""
    if not households:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(JOINED, [list(households)])
        found: dict[uuid.UUID, list[uuid.UUID]] = {}
        for start, household in cursor.fetchall():
            found.setdefault(start, []).append(household)
    return found


def home_of(person: Person) -> Membership | None:
    """Where the person lives; the row may be written of somebody merged into the person. Three queries, or four."""
    rows = Membership.objects.filter(person__in=selves_of([person.pk]), is_home=True).select_related("household")
    found = sorted(rows, key=lambda row: (row.person_id != person.pk, row.person_id))
    if not found:
        return None
    first = joined([found[0].household_id])[found[0].household_id][0]
    if first != found[0].household_id:
        found[0].household = Household.objects.get(pk=first)
    return found[0]


def homes_of(people: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The household that stands for the family of each of these people, by person; one query."""
    with connection.cursor() as cursor:
        cursor.execute(FAMILIES_OF, {"ids": list(people)})
        return dict(cursor.fetchall())


def members_of(household: Household, people: Sequence[str] = ()) -> list[Membership]:
    """Who belongs to a family, each once; rows show those who stand. `people` names what is joined with a person."""
    joins = [f"person__{name}" for name in ("merged_into", *people, *(f"merged_into__{name}" for name in people))]
    homes = joined([household.pk])[household.pk]
    rows = Membership.objects.filter(household__in=homes).select_related("person", *joins)
    found: dict[uuid.UUID, Membership] = {}
    # a row of the person's own before one of somebody merged into him or her, and one of this home before another's
    for row in sorted(
        rows, key=lambda row: (row.person.merged_into_id is not None, row.household_id != household.pk, row.pk)
    ):
        row.person = row.person.merged_into or row.person
        found.setdefault(row.person.pk, row)
    return list(found.values())


def housemates_of(people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Everybody who stands and is listed in a home of these people, themselves included."""
    rows = Membership.objects.filter(person__in=selves_of(people), is_home=True).values_list("household", flat=True)
    homes = {home for family in joined(set(rows)).values() for home in family}
    listed = Membership.objects.filter(household__in=homes).values_list("person", "person__merged_into")
    return {into or person for person, into in listed} | set(people)
