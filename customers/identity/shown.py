"""Candidates as a user may see them: whose clients they are decides how much of them is shown."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from customers.dossier import LINE, Line, Look
from customers.identity import evidence
from customers.identity.check import Candidate
from customers.identity.keys import Keys, Record
from customers.identity.verdicts import PERHAPS, RELATIVE, SAME
from customers.models import Person, Relationship
from customers.names import first_name_and_initial
from optics_crm.core import clock
from optics_crm.core.permissions import can

ADULT = 18
LINES = 40
COLOURS = {SAME: "red", RELATIVE: "violet", PERHAPS: "amber"}


@dataclass(frozen=True)
class Shown:
    """One candidate. `is_open`: the user may open the dossier; else the name is short and the rest is left out.

    `by_phone`: the typed phone is that person's, so that a look-up opens the dossier. `last` is what happened last.
    """

    person: Person
    verdict: str
    verdict_words: str
    colour: str
    score: float
    name: str
    reasons: Sequence[str]
    is_open: bool
    by_phone: bool
    kind: str
    last: Line | None = None


def shown_to(user: Any, typed: Record, keys: Keys, found: Sequence[Candidate]) -> list[Shown]:
    """The candidates as this user may see them; a fixed number of questions however many they are."""
    if not found:
        return []
    ids = [one.person for one in found]
    people = Person.objects.select_related("home_salon", "main_phone").in_bulk(ids)
    opened = set(Person.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    newest = _newest(user, [pk for pk in ids if pk in opened])
    shown = []
    for one in found:
        person = people.get(one.person)
        if person is not None:
            words = _words(one, person, typed, is_open=one.person in opened)
            kind = likely_kind(keys.birth_date, person.birth_date)
            shown.append(Shown(person=person, kind=kind, last=newest.get(one.person), **words))
    return shown


def _words(one: Candidate, person: Person, typed: Record, *, is_open: bool) -> dict[str, Any]:
    known = one.words if is_open else None  # words of another salon's card would tell more than the user may know
    return {
        "verdict": one.verdict,
        "verdict_words": str(evidence.VERDICTS[one.verdict]),
        "colour": COLOURS[one.verdict],
        "score": one.score,
        "name": person.full_name if is_open else first_name_and_initial(person),
        "reasons": evidence.in_words(_telling(one), typed, known),
        "is_open": is_open,
        "by_phone": "phone" in one.reasons,
    }


def _telling(one: Candidate) -> list[str]:
    """Of a relative what the two share; that the rest differs goes without saying."""
    return [code for code in one.reasons if one.verdict != RELATIVE or code not in evidence.AGAINST]


def likely_kind(newcomer: dt.date | None, relative: dt.date | None) -> str:
    """What the relative of a newcomer most likely is, by their ages; a guess that the desk corrects."""
    Kind = Relationship.Kind
    if not (newcomer and relative):
        return Kind.OTHER.value
    gap = (newcomer - relative).days / 365.25
    if gap >= 45:
        return Kind.GRANDPARENT.value
    if gap >= 16:
        return Kind.PARENT.value
    if gap <= -16:
        return Kind.CHILD.value
    grown = clock.age_on(newcomer, clock.today()) >= ADULT and clock.age_on(relative, clock.today()) >= ADULT
    return Kind.SPOUSE.value if grown else Kind.SIBLING.value


def _newest(user: Any, people: Sequence[uuid.UUID]) -> dict[uuid.UUID, Line]:
    """What happened last to each, of all that the user may see: one question a source."""
    if not people:
        return {}
    look = Look(user, people, None, LINES, clock.today())
    newest: dict[uuid.UUID, Line] = {}
    for source in LINE:
        if can(user, source.capability):
            for line in source.lines(look):
                if line.person and (line.person not in newest or line.at > newest[line.person].at):
                    newest[line.person] = line
    return newest
