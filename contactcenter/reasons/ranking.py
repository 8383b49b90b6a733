"""Everybody whom a number may stand for, the likeliest speaker first, each with the reasons: one query.

Two things are asked of each person and multiplied: how likely is a call at all (the weights of the reasons, above those
of anybody), and how likely is it from this number (whose it is, who spoke from it of late). A telephone is personal, so
that its owner stands first unless it is shared or the talks have shown another. Relatives call for each other: part of
what speaks for one speaks for the grown-ups of the home; a child's whole, for a child does not call.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from contactcenter.reasons.base import REASONS
from customers.homes import NEAR
from optics_crm.core import clock, prepared

ANYBODY = 20  # of whom nothing is known may call, too
OWN, ANSWERS, AT_HOME = 20.0, 12.0, 1.0  # whose number it is; who answers it all the same; who lives there
HABIT = 14.0  # who spoke from it the last time
CHILDREN = "child"  # of whatever age
CHILD, LENT = 14, 4  # younger ones are called for; a quarter of a grown-up's reasons is the relatives'
MOST = 60
NO_CALL = uuid.UUID(int=0)
TYPES = {"number": "text", "call": "uuid", "most": "int", "now": "timestamptz", "today": "date"}

PEOPLE = f"""
WITH RECURSIVE uses AS (
    SELECT ca.person_id, bool_or(cp.role = 'own') AS own
      FROM customers_phone ph JOIN customers_cardphone cp ON cp.phone_id = ph.id
      JOIN customers_card ca ON ca.id = cp.card_id AND ca.deleted_at IS NULL
      JOIN customers_person pe ON pe.id = ca.person_id AND pe.merged_into_id IS NULL
     WHERE ph.number = %(number)s GROUP BY ca.person_id LIMIT %(most)s),
selves AS (
    SELECT person_id, person_id AS id FROM uses
    UNION ALL SELECT pe.merged_into_id, pe.id FROM customers_person pe WHERE pe.merged_into_id IN (
        SELECT person_id FROM uses)),
homes AS (
    SELECT DISTINCT ON (s.person_id) s.person_id, m.household_id
      FROM selves s JOIN customers_membership m ON m.person_id = s.id AND m.is_home
     ORDER BY s.person_id, s.id <> s.person_id, s.id),
{NEAR.strip()},
families AS (SELECT DISTINCT id, first_value(id) OVER (PARTITION BY start ORDER BY id) AS household_id FROM near),
members AS (
    SELECT DISTINCT ON (fa.household_id, COALESCE(pe.merged_into_id, pe.id))
           COALESCE(pe.merged_into_id, pe.id) AS person_id, fa.household_id, m.role
      FROM families fa JOIN customers_membership m ON m.household_id = fa.id AND m.is_home
      JOIN customers_person pe ON pe.id = m.person_id
     ORDER BY fa.household_id, COALESCE(pe.merged_into_id, pe.id), pe.merged_into_id IS NOT NULL LIMIT %(most)s),
people AS (
    SELECT m.person_id, m.household_id, m.role, u.person_id IS NOT NULL AS answers, COALESCE(u.own, false) AS own
      FROM members m LEFT JOIN uses u ON u.person_id = m.person_id
    UNION ALL SELECT u.person_id, NULL, '', true, u.own FROM uses u
     WHERE NOT EXISTS (SELECT 1 FROM homes h WHERE h.person_id = u.person_id)),
cards AS (
    SELECT ca.person_id, ca.id FROM customers_card ca WHERE ca.deleted_at IS NULL
       AND ca.person_id IN (SELECT person_id FROM people)),
found AS (%(reasons)s)
SELECT p.person_id, p.household_id, COALESCE(ho.name, ''), p.role, p.answers, p.own, pe.last_name, pe.first_name,
       pe.middle_name, pe.birth_date,
       COALESCE((SELECT jsonb_agg(jsonb_build_array(f.code, f.facts) ORDER BY f.at)
                   FROM found f WHERE f.person_id = p.person_id), '[]')
  FROM people p JOIN customers_person pe ON pe.id = p.person_id
  LEFT JOIN customers_household ho ON ho.id = p.household_id
 WHERE EXISTS (SELECT 1 FROM cards ca WHERE ca.person_id = p.person_id)"""


@dataclass
class Likely:
    """Somebody who may be speaking, with the reasons in words, the weightiest first; `chances` in per cent of all."""

    id: uuid.UUID
    household: uuid.UUID | None
    family: str
    name: str
    role: str
    age: int | None
    answers: bool
    own: bool = False
    use: float = AT_HOME
    weight: int = ANYBODY
    chances: int = 0
    reasons: list[tuple[str, str]] = field(default_factory=list)


def rank(number: str, *, call: uuid.UUID = NO_CALL) -> list[Likely]:
    """The people of a number in E.164 and of their families, the likeliest first; nobody for an unknown number.

    `call` is the call that rings now: it is no reason for itself.
    """
    people = [_read(row) for row in prepared.rows_of(statement(), TYPES, values_for(number, call))]
    _doubt(people)
    _lend(people)
    whole = sum(map(_score, people)) or 1.0
    for one in people:
        one.chances = round(100 * _score(one) / whole)
    return sorted(people, key=lambda one: (-_score(one), not one.answers, one.name, one.id))


def statement() -> str:
    """The one query, with every reason in it; planning it takes several times as long as running it."""
    parts = [f"SELECT '{one.code}' AS code, r.* FROM ({one.sql}) r" for one in REASONS]  # own texts
    return PEOPLE.replace("%(reasons)s", " UNION ALL ".join(parts))


def values_for(number: str, call: uuid.UUID = NO_CALL) -> dict[str, Any]:
    """What `statement` asks about."""
    return {"number": number, "call": call, "most": MOST, "now": clock.now(), "today": clock.today()}


def _score(one: Likely) -> float:
    return one.use * one.weight


def _read(row: Sequence[Any]) -> Likely:
    person, household, family, role, answers, own, last, first, middle, born, told = row
    age = clock.age_on(born, clock.today()) if born else None
    name = " ".join(part for part in (last, first, middle) if part)
    one = Likely(person, household, family, name, role, age, answers, own)
    facts = dict(json.loads(told))  # of several the latest
    found = sorted((REASONS.get(code) for code in facts), key=lambda reason: -reason.weight)
    one.reasons = [(reason.code, reason.words(facts[reason.code])) for reason in found]
    one.weight = ANYBODY + sum(reason.weight for reason in found)
    habit = sum(reason.habit(facts[reason.code]) for reason in found)
    one.use = (OWN if own else ANSWERS if answers else AT_HOME) + HABIT * habit
    return one


def _doubt(people: Iterable[Likely]) -> None:
    """A number that is a parent's own and a child's own is the parent's: desks often do not say whose it is."""
    everybody = list(people)
    owners = {one.household for one in everybody if one.own and one.household and one.role != CHILDREN}
    for one in everybody:
        if one.own and one.role == CHILDREN and one.household in owners:
            one.use -= OWN - ANSWERS


def _lend(people: Iterable[Likely]) -> None:
    """What speaks for one speaks in part for the grown-ups of the home; children do not call."""
    everybody = list(people)
    own = {one.id: one.weight - ANYBODY for one in everybody}
    for one in everybody:
        if _is_child(one):
            one.weight = 0
            continue
        for other in everybody:
            if one.household and other.household == one.household and other.id != one.id:
                one.weight += own[other.id] if _is_child(other) else own[other.id] // LENT


def _is_child(one: Likely) -> bool:
    return one.age is not None and one.age < CHILD


def by_household(people: Sequence[Likely]) -> list[tuple[uuid.UUID | None, str, list[Likely]]]:
    """The same people by family, the likeliest family first; who lives alone stands alone."""
    homes: dict[object, tuple[uuid.UUID | None, str, list[Likely]]] = {}
    for one in people:
        homes.setdefault(one.household or one.id, (one.household, one.family, []))[2].append(one)
    return list(homes.values())
