"""The state of identity as a function of what was decided: who stands for whom, whose card is whose.

An active merge is an edge from the loser to the winner. The root of a person is where its edges lead; `merged_into` is
always the root, so that one hop is enough everywhere, and a card stands with the root of the person that it was born
with. Taking an edge away gives its loser the part of the tree behind it, whatever was merged before or after: chains
are undone in any order.
"""

import uuid
from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from customers.models import Person
from optics_crm.core.errors import DomainError

LOCK_ONE = "SELECT merged_into_id FROM customers_person WHERE id = %s FOR UPDATE"
LOCK_ALL = """SELECT id, merged_into_id FROM customers_person WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE"""

BEHIND = """
WITH RECURSIVE edge AS (
    SELECT e.loser_id, e.winner_id FROM customers_identityevent e
     WHERE e.kind = 'merge' AND e.undoes_id IS NULL
       AND NOT EXISTS (SELECT 1 FROM customers_identityevent u WHERE u.undoes_id = e.id)
       AND e.winner_id IN (SELECT id FROM customers_person WHERE id = %(root)s OR merged_into_id = %(root)s)
),
tree(id) AS (SELECT %(person)s::uuid UNION SELECT edge.loser_id FROM tree JOIN edge ON edge.winner_id = tree.id)
SELECT id FROM tree
"""

JOIN_PEOPLE = """UPDATE customers_person SET merged_into_id = %(winner)s, revision = revision + 1,
    updated_at = app_now() WHERE id = %(loser)s OR merged_into_id = %(loser)s"""
JOIN_CARDS = """UPDATE customers_card SET person_id = %(winner)s, origin_id = nullif(coalesce(origin_id, person_id),
    %(winner)s::uuid) WHERE person_id = %(loser)s"""
PART_PEOPLE = """UPDATE customers_person SET merged_into_id = nullif(%(root)s::uuid, id), revision = revision + 1,
    updated_at = app_now()
    WHERE id = ANY(%(people)s::uuid[])"""
PART_CARDS = """UPDATE customers_card SET person_id = %(root)s, origin_id = nullif(origin_id, %(root)s::uuid)
    WHERE origin_id = ANY(%(people)s::uuid[])"""


def roots_of(edges: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> dict[uuid.UUID, uuid.UUID]:
    """The definition of the state: where the edges (loser, winner) lead, for every loser."""
    up = dict(edges)

    def root(person: uuid.UUID) -> uuid.UUID:
        while person in up:
            person = up[person]
        return person

    return {loser: root(loser) for loser in up}


def locked(*ids: uuid.UUID) -> dict[uuid.UUID, uuid.UUID | None]:
    """Locks people who are to be decided about, one after the other by id; person -> whom he or she is merged into.

    A second user who decides about the same people waits here and then sees what the first one did. Whoever stands
    guards everybody merged in, whose rows change with the root's: so nobody may wait for a second person while
    holding one who no longer stands. It ends at the first of these; callers refuse whenever a value is not None.
    """
    found: dict[uuid.UUID, uuid.UUID | None] = {}
    with connection.cursor() as cursor:
        for one in sorted(set(ids)):
            cursor.execute(LOCK_ONE, [one])
            row = cursor.fetchone()
            if row is None:
                raise DomainError("person_unknown", _("There is no such customer."))
            found[one] = row[0]
            if row[0] is not None:
                break
    return found


def locked_all(people: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID | None]:
    """The same for many in one statement, for bulk doors that go on with whoever stands; nobody unknown is named."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_ALL, [list(people)])
        return dict(cursor.fetchall())


def selves_of(people: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Everybody who stands in these people, themselves included: person -> the one of these. One query.

    A row that points to a person is read through this: a dossier shows the rows of everybody who stands in it.
    """
    wanted = list(people)
    if not wanted:
        return {}
    merged = Person.objects.filter(merged_into__in=wanted).values_list("pk", "merged_into")
    return {**{person: person for person in wanted}, **dict(merged)}  # type: ignore[arg-type]  # filtered above


def selves(people: Collection[uuid.UUID]) -> QuerySet[Person]:
    """The same as a part of another question: both conditions are of one table and found by its indexes."""
    return Person.objects.filter(Q(pk__in=people) | Q(merged_into__in=people))


def standing(person: uuid.UUID) -> uuid.UUID:
    """Whoever stands for this person now."""
    into = Person.objects.filter(pk=person).values_list("merged_into", flat=True).first()
    return into or person


def join(winner: uuid.UUID, loser: uuid.UUID) -> None:
    """Puts a loser with everybody behind it under the winner; both are locked and stand."""
    with connection.cursor() as cursor:
        cursor.execute(JOIN_CARDS, {"winner": winner, "loser": loser})
        cursor.execute(JOIN_PEOPLE, {"winner": winner, "loser": loser})


def part(root: uuid.UUID, loser: uuid.UUID) -> None:
    """Takes a loser with everybody behind it out of the root, after its edge was undone; both are locked."""
    with connection.cursor() as cursor:
        cursor.execute(BEHIND, {"root": root, "person": loser})
        people = [row[0] for row in cursor.fetchall()]
        cursor.execute(PART_CARDS, {"root": loser, "people": people})
        cursor.execute(PART_PEOPLE, {"root": loser, "people": people})
