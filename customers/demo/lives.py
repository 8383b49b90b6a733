"""Lives: when a person comes to the chain and for what, over seven years, with the seasons of an optical trade."""

import random

from customers.demo.families import YEAR, Makers
from customers.demo.story import Family, Member, Visit, day_text
from optics_crm.core.demo import DemoSalon

SEASON = (0.92, 0.90, 1.02, 1.05, 0.95, 0.92, 0.95, 1.22, 1.18, 1.02, 0.98, 1.10)
# who wears what: (up to age, glasses, lenses); the rest comes now and then
HABITS = ((18, 0.50, 0.05), (45, 0.56, 0.15), (60, 0.80, 0.05), (120, 0.84, 0.0))
# years from one pair to the next: (up to age, mean, spread, share of those who never come back)
CYCLES = ((18, 1.05, 0.3, 0.10), (45, 2.5, 0.9, 0.22), (60, 2.2, 0.8, 0.20), (120, 2.9, 1.1, 0.24))


def live(makers: Makers, family: Family) -> None:
    """Gives every member of the family its visits, oldest first."""
    first_day = makers.chunk.world.first_day.toordinal()
    span = makers.last_day - first_day
    came = _arrival(makers.rng, first_day, span)
    for member in family.members + family.apart:
        joined = came if makers.rng.random() < 0.35 else _arrival(makers.rng, first_day, span)
        member.joined = min(makers.last_day, max(joined, member.born + int(3.5 * YEAR)))
        _choose(makers.rng, member)
        plan = _Plan(makers, member)
        plan.make()
        member.visits = sorted(plan.visits, key=lambda visit: (visit.day, visit.minute))
        member.joined = member.visits[0].day if member.visits else member.joined


def _arrival(rng: random.Random, first_day: int, span: int) -> int:
    """The first visit in the seven years: one in four was a client before them."""
    if rng.random() < 0.27:
        return first_day + int(rng.random() * 500)
    return first_day + int(span * rng.random())


def _choose(rng: random.Random, member: Member) -> None:
    age = member.age(member.joined)
    _limit, glasses, lenses = next(row for row in HABITS if age < row[0])
    luck = rng.random()
    member.wears = "glasses" if luck < glasses else "lenses" if luck < glasses + lenses else "none"


class _Plan:
    """The visits of one person while they are laid out."""

    def __init__(self, makers: Makers, member: Member) -> None:
        self.makers = makers
        self.rng = makers.rng
        self.member = member
        self.today = makers.last_day
        self.visits: list[Visit] = []

    def make(self) -> None:
        if self.member.wears == "none":
            self._now_and_then()
            return
        last = self._glasses()
        if self.member.wears == "lenses":
            self._lenses()
        self._extras(self.member.joined, min(self.today, last + 500))

    def _glasses(self) -> int:
        day, last = self._in_season(self.member.joined), self.member.joined
        while day <= self.today:
            self._pair(day)
            last = day
            age = self.member.age(day)
            _limit, mean, spread, lost = next(row for row in CYCLES if age < row[0])
            if self.rng.random() < lost:
                break
            day = self._in_season(day + int(YEAR * max(0.35, self.rng.gauss(mean, spread))))
        return last

    def _pair(self, day: int) -> None:
        luck = self.rng.random()
        if luck < 0.14:  # only a check; some buy a few weeks later
            self.add(day, "check", bought=False, examined=True)
            later = day + 6 + int(self.rng.random() * 40)
            if self.rng.random() < 0.4 and later <= self.today:
                self.add(later, "glasses", bought=True, examined=False)
            return
        self.add(day, "glasses", bought=True, examined=luck < 0.86)

    def _lenses(self) -> None:
        day = self.member.joined + int(self.rng.random() * 300)
        first = True
        while day <= self.today:
            self.add(day, "lenses", bought=True, examined=first or self.rng.random() < 0.12)
            first = False
            if self.rng.random() < 0.045:
                return
            day += 35 + int(self.rng.random() * 100)

    def _extras(self, start: int, end: int) -> None:
        for _ in range(int((end - start) / YEAR * 0.62 + self.rng.random())):
            self.add(start + int(self.rng.random() * max(1, end - start)), "extra", bought=True, examined=False)
        if self.rng.random() < 0.16:
            self._sunny(start, end)

    def _now_and_then(self) -> None:
        joined = self.member.joined
        grown = self.member.age(joined) >= 16
        if self.rng.random() < (0.35 if grown else 0.85):
            self.add(joined, "check", bought=False, examined=True)
        if self.rng.random() < (0.45 if grown else 0.1):
            self._sunny(joined, self.today)
        for _ in range(int(self.rng.random() * 2.4)):
            self.add(
                joined + int(self.rng.random() * (self.today - joined + 1)),
                "extra",
                bought=True,
                examined=False,
            )
        if not self.visits:
            self.add(joined, "extra", bought=True, examined=False)

    def _sunny(self, start: int, end: int) -> None:
        day = start + int(self.rng.random() * max(1, end - start))
        month = int(day_text(day)[5:7])
        if month < 4 or month > 8:  # sunglasses sell from April to August
            day += (5 - month) * 30 if month < 4 else -(month - 6) * 30
        if start <= day <= end:
            self.add(day, "sun", bought=True, examined=False)

    def _in_season(self, day: int) -> int:
        while self.rng.random() * 1.25 > SEASON[int(day_text(day)[5:7]) - 1]:
            day += 9
        return day

    def add(self, day: int, purpose: str, *, bought: bool, examined: bool) -> None:
        if day > self.today:
            return
        salon = self._where()
        minutes = (salon.closes - salon.opens - 2) * 60
        minute = salon.opens * 60 + 15 + int(self.rng.random() * minutes)
        self.visits.append(Visit(day, salon, minute, purpose, bought, examined))

    def _where(self) -> DemoSalon:
        if self.rng.random() < 0.9:
            return self.member.salon
        other = self.makers.salon()
        return other if other.city == self.member.salon.city else self.member.salon
