"""What must hold between generations, read through merges: nobody an own ancestor, no parent younger than the child."""

import uuid
from collections.abc import Collection

from django.db import connection
from django.utils.translation import gettext as _

from customers.models import Person
from optics_crm.core.errors import Conflict, DomainError

# a person with everybody merged into him or her
SELVES = """(SELECT id FROM customers_person WHERE id = {who} UNION ALL
             SELECT id FROM customers_person WHERE merged_into_id = {who})"""

# %(of)s: people who stand; their parents, the parents of those, and so on
ANCESTORS = """
WITH RECURSIVE up(id) AS (
    SELECT parent.id FROM unnest(%(of)s::uuid[]) AS young(id) CROSS JOIN LATERAL ({step}) parent
    UNION SELECT parent.id FROM up AS young CROSS JOIN LATERAL ({step}) parent
) SELECT id FROM up WHERE id = ANY(%(who)s::uuid[]) LIMIT 1
""".format(
    step=f"""SELECT coalesce(q.merged_into_id, q.id) AS id FROM {SELVES.format(who="young.id")} self
        JOIN customers_relationship r ON r.person_id = self.id AND r.kind IN ('parent', 'grandparent')
        JOIN customers_person q ON q.id = r.relative_id"""
)

RELATED = f"""SELECT 1 FROM customers_relationship r
    WHERE r.person_id IN {SELVES.format(who="%(one)s")} AND r.relative_id IN {SELVES.format(who="%(other)s")} LIMIT 1"""

# those who are not older than a child or grandchild of theirs, among the people of %(of)s and their relatives
CONTRADICTIONS = """
SELECT DISTINCT older.id, young.id FROM customers_relationship r
  JOIN customers_person q ON q.id = r.relative_id
  JOIN customers_person older ON older.id = coalesce(q.merged_into_id, q.id)
  JOIN customers_person p ON p.id = r.person_id
  JOIN customers_person young ON young.id = coalesce(p.merged_into_id, p.id)
 WHERE r.kind IN ('parent', 'grandparent', 'guardian') AND older.birth_date >= young.birth_date
   AND (r.person_id = ANY(%(of)s::uuid[]) OR r.relative_id = ANY(%(of)s::uuid[]))
"""

Pair = tuple[uuid.UUID, uuid.UUID]


def check_generations(*, younger: Person, older: Person) -> None:
    """Refuses a parent who is not older than the child, and circles of parents."""
    if younger.birth_date and older.birth_date and older.birth_date >= younger.birth_date:
        raise DomainError("parent_is_younger", _("A parent is older than the child: check the birth dates."))
    if older.pk == younger.pk or _is_ancestor(younger.pk, of=[older.pk]):
        raise Conflict("family_circle", _("This would make somebody their own ancestor."))


def check_merge(winner: uuid.UUID, loser: uuid.UUID) -> None:
    """Refuses to make one of two who are relatives, or who stand above each other in a family."""
    with connection.cursor() as cursor:
        cursor.execute(RELATED, {"one": winner, "other": loser})
        if cursor.fetchone():
            message = _("These two are written down as relatives: remove that first, if it is wrong.")
            raise Conflict("relatives", message)
    if _is_ancestor(winner, loser, of=[winner, loser]):
        raise Conflict("family_circle", _("This would make somebody their own ancestor."))


def contradictions(people: Collection[uuid.UUID]) -> set[Pair]:
    """Pairs (elder, child) in which the elder is not older, wherever one of these people is named."""
    with connection.cursor() as cursor:
        cursor.execute(CONTRADICTIONS, {"of": list(people)})
        return set(cursor.fetchall())


def _is_ancestor(*who: uuid.UUID, of: Collection[uuid.UUID]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS, {"of": list(of), "who": list(who)})
        return cursor.fetchone() is not None
