"""Whose number calls: the one person or the one family that answers it, only where there is no doubt."""

import uuid
from dataclasses import dataclass

from contactcenter.calls.numbers import read_number
from customers.homes import homes_of
from customers.models import FollowUp, Person
from optics_crm.core import formats

MOST = 12  # a number that more people answer is nobody's in particular


@dataclass(frozen=True)
class Caller:
    """Who answers a number: `person` when it is one, `household` when all of them live together."""

    people: tuple[Person, ...] = ()
    person: uuid.UUID | None = None
    household: uuid.UUID | None = None


def who_answers(number: str) -> Caller:
    """The people of a number in E.164. Two queries; one for a number that nobody answers."""
    people = list(Person.objects.answering(number).order_by("pk")[: MOST + 1]) if number else []
    if not people or len(people) > MOST:
        return Caller()
    homes = homes_of([person.pk for person in people])
    shared = {homes.get(person.pk) for person in people}
    household = next(iter(shared)) if len(shared) == 1 else None
    return Caller(tuple(people), people[0].pk if len(people) == 1 else None, household)


def known(said: str) -> dict[str, str] | None:
    """Name and responsible extension of whoever answers a number, for the display of a telephone; None on any doubt."""
    caller = who_answers(read_number(said))
    if caller.person is None and caller.household is None:
        return None
    found = {"name": formats.short_name(caller.people[0].full_name)[:60]}
    if owner := _responsible(caller.people):
        found["responsible"] = owner
    return found


def _responsible(people: tuple[Person, ...]) -> str:
    """The extension of the one colleague who owes these people something: the call is most likely about that.

    Where several do, somebody has to ask the caller first.
    """
    owed = FollowUp.objects.open().filter(person__in=people, owner__extension__gt="", owner__is_active=True)
    found = list(owed.order_by().values_list("owner__extension", flat=True).distinct()[:2])
    return found[0] if len(found) == 1 else ""
