"""What the people who write campaigns may see of a rule: how many, how many can be reached, a few first names."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from aftercare.segments.count import count_rule
from aftercare.segments.describe import describe, is_medical
from aftercare.segments.rules import read_rule
from customers.models import Person

LARGEST_SAMPLE = 20
FEWEST = 20
FEWER = "fewer than 20"  # the contract's own words, in every language


@dataclass(frozen=True)
class Preview:
    """`consented` is a part of `reachable`, which is a part of `count`; small ones of medical rules are words."""

    count: int | str
    reachable: int | str
    consented: int | str
    ms: float
    text: str
    sample: list[dict[str, str]]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def preview(rule: Any, as_of: dt.date | None = None, *, sample: int = LARGEST_SAMPLE) -> Preview:
    """Counts a rule for the builder. A small result of a medical rule has neither figure nor names."""
    group = read_rule(rule)
    counted = count_rule(group, as_of, sample=min(sample, LARGEST_SAMPLE), reach=True)
    medical = is_medical(group)
    hidden = medical and counted.count < FEWEST
    figures = [counted.count, counted.reachable or 0, counted.consented or 0]
    shown = [FEWER if medical and figure < FEWEST else figure for figure in figures]
    return Preview(
        shown[0],
        shown[1],
        shown[2],
        round(counted.seconds * 1000, 1),
        describe(group),
        [] if hidden else first_names(counted.sample),
    )


def first_names(ids: list[Any]) -> list[dict[str, str]]:
    """First name and initial; nothing by which a person could be found."""
    people = Person.objects.in_bulk(ids)
    found = (people[key] for key in ids if key in people)
    return [{"name": f"{person.first_name} {person.last_name[:1]}.".strip(" .") + "."} for person in found]
