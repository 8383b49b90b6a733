"""The families of those who call: age, sex, who answers which number."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import connection

from optics_crm.core import clock

MOST_ANSWER = 12  # a number that more people answer is a desk's filler
FAMILIES = """
WITH asked AS (
    SELECT DISTINCT a.id AS asked, COALESCE(pe.merged_into_id, pe.id) AS person_id
      FROM unnest(%(people)s::uuid[]) a(id) JOIN customers_person pe ON pe.id = a.id),
homes AS (
    SELECT a.asked, a.person_id, m.household_id FROM asked a
      LEFT JOIN customers_membership m ON m.person_id = a.person_id AND m.is_home),
people AS (
    SELECT asked, household_id, person_id FROM homes
    UNION SELECT h.asked, h.household_id, m.person_id FROM homes h
      JOIN customers_membership m ON m.household_id = h.household_id AND m.is_home)
SELECT DISTINCT p.asked, p.household_id, pe.id, pe.birth_date, pe.sex, ph.number, cp.role
  FROM people p JOIN customers_person pe ON pe.id = p.person_id AND pe.merged_into_id IS NULL
  JOIN customers_card ca ON ca.person_id = pe.id AND ca.deleted_at IS NULL
  LEFT JOIN customers_cardphone cp ON cp.card_id = ca.id AND cp.phone_id IS NOT NULL
  LEFT JOIN customers_phone ph ON ph.id = cp.phone_id
 ORDER BY 1, 3, 6, 7"""


@dataclass
class Human:
    """Somebody at home; `own` numbers and those of others that the person named."""

    id: uuid.UUID
    age: int | None
    sex: str
    own: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def is_grown(self) -> bool:
        return self.age is None or self.age >= 18


@dataclass
class Home:
    """The people under one roof; `about` is the one who was asked for, as the person stands today."""

    household: uuid.UUID | None
    about: uuid.UUID
    people: dict[uuid.UUID, Human] = field(default_factory=dict)


def homes_of(people: Collection[uuid.UUID]) -> dict[uuid.UUID, Home]:
    """The home of each of these people; one query. Who lives alone is a home of one."""
    found: dict[uuid.UUID, Home] = {}
    with connection.cursor() as cursor:
        cursor.execute(FAMILIES, {"people": list(people)})
        for asked, household, person, born, sex, number, role in cursor.fetchall():
            home = found.setdefault(asked, Home(household, asked))
            human = home.people.setdefault(person, Human(person, _age(born), sex))
            if number:
                numbers = human.own if role == "own" else human.others
                numbers.append(number)
    for asked, survivor in _survivors(people).items():
        if asked in found:
            found[asked].about = survivor
    _forget_fillers(found)
    return found


def _age(born: dt.date | None) -> int | None:
    return clock.age_on(born, clock.today()) if born else None


def _survivors(people: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, COALESCE(merged_into_id, id) FROM customers_person WHERE id = ANY(%s::uuid[])", [list(people)]
        )
        return dict(cursor.fetchall())


def _forget_fillers(homes: dict[uuid.UUID, Home]) -> None:
    """Numbers that a crowd answers were typed to fill the field: nobody calls from them."""
    numbers = {number for home in homes.values() for human in home.people.values() for number in human.own}
    uses: dict[str, int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT ph.number, count(*) FROM customers_phone ph JOIN customers_cardphone cp ON cp.phone_id = ph.id
                WHERE ph.number = ANY(%s) GROUP BY 1""",
            [sorted(numbers)],
        )
        uses.update(dict(cursor.fetchall()))
    for home in homes.values():
        for human in home.people.values():
            human.own = [number for number in human.own if uses[number] <= MOST_ANSWER]
