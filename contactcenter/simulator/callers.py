"""Draws who calls: a number that leads to nobody, or somebody of the base with a matter and a telephone."""

import random
import uuid
from collections.abc import Mapping, Sequence
from typing import TypeVar

from contactcenter.simulator.families import Home, Human, homes_of
from contactcenter.simulator.planned import Caller
from contactcenter.simulator.rates import Rates
from contactcenter.simulator.subjects import subjects
from optics_crm.core import phones
from optics_crm.core.models import Salon

Thing = TypeVar("Thing")
CHILD, GROWN, OLD = 14, 18, 75
FOREIGN = ("+4930231257", "+3752912345", "+4420794609", "+9944012345")  # two digits more are drawn
SHORT = ("0890", "112", "900", "0611")


class Crowd:
    """Callers without end, by the rates and a luck that can be drawn again."""

    def __init__(self, rates: Rates, rng: random.Random) -> None:
        self.rates, self.rng, self.luck = rates, rng, rng.random
        self.people = subjects(rates.reasons, rng)
        self.salons = [number for number in map(phones.normalise, _salon_phones()) if number]

    def draw(self, count: int) -> list[Caller]:
        """So many callers; the families of all of them are read at once."""
        strangers = [self._stranger() for _ in range(count)]
        matters = [None if stranger else self._matter() for stranger in strangers]
        homes = homes_of({matter[1] for matter in matters if matter})
        return [stranger or self._known(matter, homes) for stranger, matter in zip(strangers, matters, strict=True)]

    def _stranger(self) -> Caller | None:
        """A number that leads to nobody, or None: somebody of the base calls."""
        shares, luck = self.rates.numbers, self.luck()
        for kind in ("hidden", "unknown", "foreign", "salon", "short"):
            luck -= getattr(shares, kind)
            if luck < 0:
                return Caller(self._number(kind), kind)
        return None

    def _number(self, kind: str) -> str:
        if kind == "hidden":
            return ""
        if kind == "foreign":
            return f"{self._one(FOREIGN)}{int(self.luck() * 100):02d}"
        if kind == "short":
            return self._one(SHORT)
        if kind == "salon" and self.salons:
            return self._one(self.salons)
        return self._unknown().phone

    def _unknown(self) -> Caller:
        return Caller(f"+7999{int(self.luck() * 10_000_000):07d}", "unknown")

    def _matter(self) -> tuple[str, uuid.UUID] | None:
        """A reason and somebody who has it."""
        shares = {reason: self.rates.reasons[reason] for reason in self.people}
        if not shares:
            return None
        reason = self.rng.choices(list(shares), list(shares.values()))[0]
        people = self.people[reason]
        return reason, people[int(self.luck() * len(people))]

    def _known(self, matter: tuple[str, uuid.UUID] | None, homes: Mapping[uuid.UUID, Home]) -> Caller:
        home = homes.get(matter[1]) if matter else None
        if matter is None or home is None or home.about not in home.people:
            return self._unknown()
        speaker = self._speaker(home)
        number = self._telephone(home, speaker) if speaker else ""
        if speaker is None or not number:
            return self._unknown()  # they call from a telephone that the base does not know
        household = str(home.household) if home.household else ""
        return Caller(number, matter[0], str(speaker.id), str(home.about), household)

    def _speaker(self, home: Home) -> Human | None:
        """Who takes the telephone in the hand."""
        about, shares = home.people[home.about], self.rates.speaker
        grown = [one for one in home.people.values() if one.is_grown and one.id != about.id]
        age = GROWN if about.age is None else about.age
        if age < CHILD:
            return self._parent(grown)
        share = shares.self_14_to_17 if age < GROWN else shares.self_from_75 if age >= OLD else shares.self
        if self.luck() < share or not grown:
            return about
        return self._parent(grown) if age < GROWN else self._one(grown)

    def _parent(self, grown: Sequence[Human]) -> Human | None:
        mothers = [one for one in grown if one.sex == "f"]
        others = [one for one in grown if one.sex != "f"]
        first, second = (mothers, others) if self.luck() < self.rates.speaker.mother else (others, mothers)
        return self._one(first or second) if grown else None

    def _telephone(self, home: Home, speaker: Human) -> str:
        """The own one or the one that they share, mostly, whether the base knows it ("" if not) or not; else one of
        those at home.
        """
        around = [number for one in home.people.values() if one.id != speaker.id and one.is_grown for number in one.own]
        if around and self.luck() >= self.rates.phone.own:
            return self._one(around)
        theirs = speaker.own or speaker.others
        return self._one(theirs) if theirs else ""

    def _one(self, things: Sequence[Thing]) -> Thing:
        return things[int(self.luck() * len(things))]


def _salon_phones() -> list[str]:
    return list(Salon.objects.filter(deleted_at=None).exclude(phone="").values_list("phone", flat=True))
