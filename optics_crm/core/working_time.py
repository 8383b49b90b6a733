"""Working time: terms in hours and days on which a place is open, over closed weekdays, breaks and days unlike their
weekday.

calendar = calendars({salon.pk})[salon.pk]
calendar.after_days(moment, 3)        # when the place closes on the third working day after that moment's day
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Value

from optics_crm.core import clock
from optics_crm.core.models import Salon, SalonBreak, SalonDay, SalonHours

Span = tuple[dt.time, dt.time]
# of a place that has told no hours
USUAL: Span = (dt.time(10), dt.time(20))
FARTHEST = dt.timedelta(days=3 * 366)  # nothing opens within three years: the place is closed for good


@dataclass(frozen=True)
class Calendar:
    """The opening hours of one place. `weekdays` and `breaks` by ISO number, `days` the dates that are different (None:
    closed; the usual breaks do not hold on them).
    """

    zone: dt.tzinfo
    weekdays: Mapping[int, Span] = field(default_factory=dict)
    days: Mapping[dt.date, Span | None] = field(default_factory=dict)
    breaks: Mapping[int, Sequence[Span]] = field(default_factory=dict)

    def hours(self, day: dt.date) -> Span | None:
        """When the place opens and closes on that day; None when it stays closed."""
        if day in self.days:
            return self.days[day]
        return self._usual(day.isoweekday())

    def spans(self, day: dt.date) -> list[Span]:
        """When the place is open on that day, its breaks left out: apart from each other, in their order."""
        if day in self.days:
            span = self.days[day]
            return [span] if span else []
        return self.usual_spans(day.isoweekday())

    def usual_spans(self, weekday: int) -> list[Span]:
        """The same of a weekday without anything unusual."""
        span = self._usual(weekday)
        return _without(span, self.breaks.get(weekday, ())) if span else []

    def _usual(self, weekday: int) -> Span | None:
        return self.weekdays.get(weekday) if self.weekdays else USUAL

    def is_working(self, day: dt.date) -> bool:
        return self.hours(day) is not None

    def after_minutes(self, start: dt.datetime, minutes: float) -> dt.datetime:
        """When so many open minutes have gone since `start`."""
        left = dt.timedelta(minutes=minutes)
        last = start
        for opens, closes in self._open_from(start):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
            last = closes
        return last

    def after_days(self, start: dt.datetime, days: int) -> dt.datetime:
        """Closing time of the n-th working day after the day of `start`; 0: of that day, or the next working one."""
        last, end = start.astimezone(self.zone).date(), start
        for opens, closes in self._open_from(start):
            day = opens.astimezone(self.zone).date()
            if day > last:
                if days <= 0 and end > start:
                    break
                days, last = days - 1, day
            end = closes
        return end if days <= 0 else start

    def minutes_between(self, start: dt.datetime, end: dt.datetime) -> float:
        """How many minutes the place was open within [start, end)."""
        total = dt.timedelta()
        for opens, closes in self._open_from(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total / dt.timedelta(minutes=1)

    def working_day(self, day: dt.date) -> dt.date:
        """That day, or the next one on which the place is open."""
        for step in range(FARTHEST.days):
            if self.is_working(day + dt.timedelta(days=step)):
                return day + dt.timedelta(days=step)
        return day

    def _open_from(self, start: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """Open spans after `start`, the first one cut at it."""
        day = start.astimezone(self.zone).date()
        for step in range(FARTHEST.days):
            on = day + dt.timedelta(days=step)
            for span in self.spans(on):
                opens, closes = (dt.datetime.combine(on, time, self.zone) for time in span)
                if closes > start:
                    yield max(opens, start), closes


def _without(span: Span, breaks: Iterable[Span]) -> list[Span]:
    """What is left of a span; breaks may overlap, or reach beyond it."""
    opens, closes = span
    left: list[Span] = []
    for starts, ends in sorted(breaks):
        if opens < min(starts, closes):
            left.append((opens, min(starts, closes)))
        opens = max(opens, ends)
    return [*left, (opens, closes)] if opens < closes else left


def calendars(salons: Collection[uuid.UUID]) -> dict[uuid.UUID, Calendar]:
    """The calendars of these places, in three questions."""
    weekdays: dict[uuid.UUID, dict[int, Span]] = {}
    breaks: dict[uuid.UUID, dict[int, list[Span]]] = {}
    hours = SalonHours.objects.filter(salon__in=salons).order_by()
    rests = SalonBreak.objects.filter(salon__in=salons).order_by()
    rows = hours.values_list("salon", "weekday", "opens_at", "closes_at", Value(False))
    others = rests.values_list("salon", "weekday", "starts_at", "ends_at", Value(True))
    for salon, weekday, start, end, is_break in rows.union(others, all=True):
        if is_break:
            breaks.setdefault(salon, {}).setdefault(weekday, []).append((start, end))
        else:
            weekdays.setdefault(salon, {})[weekday] = (start, end)
    days: dict[uuid.UUID, dict[dt.date, Span | None]] = {}
    for one in SalonDay.objects.filter(salon__in=salons):
        span = (one.opens_at, one.closes_at) if one.opens_at and one.closes_at else None
        days.setdefault(one.salon_id, {})[one.day] = span
    zones = Salon.objects.filter(pk__in=salons).values_list("pk", "timezone")
    return {
        pk: Calendar(clock.zone_of(zone), weekdays.get(pk, {}), days.get(pk, {}), breaks.get(pk, {}))
        for pk, zone in zones
    }
