"""How good the first glance is: is whoever speaks the first of those whom the screen would list?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from contactcenter.reasons.ranking import rank
from contactcenter.simulator.planned import Caller

Rank = Callable[[str], list[str]]
Same = Callable[[str, str], bool]


def listed(number: str) -> list[str]:
    """Ids of the people whom the screen lists for a number, the first at the top."""
    return [str(one.id) for one in rank(number)]


@dataclass
class Tally:
    """Calls of one reason: how many, how often the speaker stood first, second, not at all."""

    calls: int = 0
    first: int = 0
    second: int = 0
    absent: int = 0

    def count(self, place: int | None) -> None:
        self.calls += 1
        self.first += place == 0
        self.second += place == 1
        self.absent += place is None

    def as_json(self) -> dict[str, float]:
        share = round(self.first / self.calls, 4) if self.calls else 0.0
        return {"calls": self.calls, "first": self.first, "second": self.second, "absent": self.absent, "share": share}


@dataclass
class Verdict:
    """The tallies of all reasons; `families` counts only numbers that more than one person may stand for."""

    whole: Tally = field(default_factory=Tally)
    families: Tally = field(default_factory=Tally)
    reasons: dict[str, Tally] = field(default_factory=dict)

    def judge(self, caller: Caller, same: Same, rank_of: Rank = listed) -> int | None:
        """Counts one call; the place of the speaker in the list, 0 being the first."""
        people = rank_of(caller.phone)
        place = next((place for place, one in enumerate(people) if same(one, caller.speaker)), None)
        self.whole.count(place)
        self.reasons.setdefault(caller.reason, Tally()).count(place)
        if len(people) > 1:
            self.families.count(place)
        return place

    def as_json(self) -> dict[str, object]:
        reasons = {reason: tally.as_json() for reason, tally in sorted(self.reasons.items())}
        return {**self.whole.as_json(), "families": self.families.as_json(), "reasons": reasons}


def judge(callers: Iterable[Caller], same: Same) -> Verdict:
    """Judges the callers whom the base knows; those of hidden and unknown numbers have no place to be first at."""
    verdict = Verdict()
    for caller in callers:
        if caller.speaker:
            verdict.judge(caller, same)
    return verdict
