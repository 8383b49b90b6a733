"""How many people a day of the week needs, hour by hour: calls of the last weeks, Erlang's queue, and what-if."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contactcenter.calls import opening
from contactcenter.erlang import Staffing, load_of, needed, staffing
from contactcenter.kpis import KPIS, Frame, Measured, measure
from optics_crm.core import clock

WEEKS = 8
USUAL_SECONDS = 240  # of a talk, where nothing was talked yet
HALF_HOURS = 48


@dataclass(frozen=True)
class Goal:
    """The share of calls to be answered `within` so many seconds, at so many seconds each."""

    handling_seconds: int
    within: int
    share: float


@dataclass(frozen=True)
class HourPlan:
    """An hour: calls of its busier half-hour, the people it needs, and what `given` people would make of it."""

    hour: int
    half_hour_calls: float
    load: float
    needed: int
    given: Staffing
    is_enough: bool

    @property
    def service_level(self) -> float:
        return self.given.service_level

    @property
    def mean_wait(self) -> int | None:
        """Seconds; None where the queue grows for ever."""
        return None if math.isinf(self.given.mean_wait) else round(self.given.mean_wait)


def history() -> Measured:
    """Offered contacts by half-hour of the week and the handling time, of the last whole weeks."""
    last = clock.today() - dt.timedelta(days=1)
    frame = Frame(last - dt.timedelta(days=7 * WEEKS - 1), last)
    return measure(frame, "half", kpis=[KPIS.get("offered"), KPIS.get("handling_time")])


def handling_seconds(found: Measured) -> int:
    """Seconds that a contact took on average."""
    value = found.total["handling_time"].value
    return max(1, round(value)) if value else USUAL_SECONDS


def arrivals(found: Measured, weekday: int) -> Mapping[int, float]:
    """Mean calls of the busier half of each hour of this weekday."""
    halves: dict[int, Decimal] = {}
    for key, figures in found.parts["half"].items():
        if key // HALF_HOURS == weekday:
            halves[key % HALF_HOURS] = figures["offered"].value or Decimal(0)
    hours = {half // 2 for half in halves}
    return {hour: float(max(halves.get(2 * hour, 0), halves.get(2 * hour + 1, 0))) / WEEKS for hour in hours}


def open_hours(weekday: int) -> list[int]:
    """The hours in which the contact centre works on this weekday; one that is all break is none of them."""
    spans = opening.calendar().usual_spans(weekday)
    return sorted({hour for opens, closes in spans for hour in range(opens.hour, closes.hour + bool(closes.minute))})


def plan(calls: Mapping[int, float], hours: Sequence[int], goal: Goal, given: Mapping[int, int]) -> list[HourPlan]:
    """The hours of a day; where nobody is given, the people that are needed."""
    return [_hour(hour, calls.get(hour, 0.0), goal, given.get(hour)) for hour in hours]


def _hour(hour: int, calls: float, goal: Goal, given: int | None) -> HourPlan:
    load = load_of(2 * calls, goal.handling_seconds)
    fewest = needed(load, goal.handling_seconds, goal.within, goal.share)
    agents = fewest if given is None else given
    made = staffing(load, agents, goal.handling_seconds, goal.within)
    return HourPlan(hour, calls, load, fewest, made, agents >= fewest)
