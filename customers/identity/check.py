"""The check at every door: who is it that is being typed in? Asked inside the transaction of the change.

    keys = queue(record)                 # of two desks with one newcomer the second waits here, and then sees the first
    for candidate in look(record, keys): ...

Never a bar: whoever stands at the desk decides.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from customers.identity import blocks
from customers.identity.blocks import Known
from customers.identity.keys import Keys, Record, keys_of
from customers.identity.odds import Odds, weigh
from customers.identity.verdicts import PERHAPS, RELATIVE, SAME, WORTH_ASKING, is_certain, verdict_of

SHOWN = 8
RANK = {SAME: 0, PERHAPS: 1, RELATIVE: 2}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be the one that is typed in, or a relative; `card` is the one that says so most.

    `score` is the probability of one person, `reasons` are codes (`customers.identity.evidence` has the words).
    """

    person: uuid.UUID
    card: uuid.UUID
    verdict: str
    score: float
    reasons: tuple[str, ...]
    words: Record
    is_certain: bool

    @property
    def is_question(self) -> bool:
        """Whether nothing is written before somebody has looked; the faint ones are only shown."""
        return self.verdict != PERHAPS or self.score >= WORTH_ASKING


def lock_keys(keys: Keys) -> list[str]:
    """What two doors that type one person have in common: each number, the name, and the day with the first name.

    The last one is shared by any two whom `verdicts.is_certain` joins, whatever else a typist has spoilt.
    """
    name = [f"name:{keys.last}|{keys.first_group}"] if keys.last or keys.first_group else []
    return sorted({*(f"phone:{number}" for number in keys.phones), *name, *_born_keys(keys)})


def _born_keys(keys: Keys) -> Iterator[str]:
    """Day and month in one order: they may be swapped."""
    if keys.birth_date and keys.last:
        day, month = keys.birth_date.day, keys.birth_date.month
        for first in keys.firsts:
            yield f"born:{keys.birth_date.year} {min(day, month)} {max(day, month)} {first}"


def queue(wanted: Iterable[str]) -> None:
    """Waits for every other transaction that holds one of these; held to the end of ours.

    One order for everybody, so that nobody waits crosswise. A statement of its own: the next one sees what the other
    transaction has written.
    """
    ordered = sorted(set(wanted))
    if ordered:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(k, 77)) FROM unnest(%s::text[]) k", [ordered])


def look(typed: Record, keys: Keys | None = None, *, person: uuid.UUID | None = None) -> list[Candidate]:
    """Who this may be, the likeliest first, at most eight; of an edit (`person`) not the person itself, nor anybody of
    whom it was decided that it is another. One statement.
    """
    own = keys or keys_of(typed)
    best: dict[uuid.UUID, tuple[Odds, Known]] = {}
    cards, size = blocks.candidates(own, person=person)
    for one in cards:
        odds = weigh(own, one.keys, size)
        if one.person not in best or odds.same > best[one.person][0].same:
            best[one.person] = odds, one
    found = [candidate for odds, one in best.values() if (candidate := _judged(own, one, odds)) is not None]
    return sorted(found, key=_place)[:SHOWN]


def _judged(own: Keys, one: Known, odds: Odds) -> Candidate | None:
    verdict = verdict_of(own, one.keys, odds)
    if not verdict:
        return None
    certain = verdict == SAME and is_certain(own, one.keys, odds)
    return Candidate(one.person, one.card, verdict, round(odds.same, 4), odds.reasons, one.words, certain)


def _place(candidate: Candidate) -> tuple[int, float, str]:
    return RANK[candidate.verdict], -candidate.score, str(candidate.person)
