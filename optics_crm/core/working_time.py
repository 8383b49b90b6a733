"""Working time: terms in hours and days on which a place is open, over closed weekdays and days unlike their weekday.

calendar = calendars({salon.pk})[salon.pk]
calendar.after_days(moment, 3)        # when the place closes on the third working day after that moment's day
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from optics_crm.core import clock
from optics_crm.core.models import Salon, SalonDay, SalonHours

Span = tuple[dt.time, dt.time]
# of a place that has told no hours
USUAL: Span = (dt.time(10), dt.time(20))
FARTHEST = dt.timedelta(days=3 * 366)  # nothing opens within three years: the place is closed for good


@dataclass(frozen=True)
class Calendar:
    """The opening hours of one place. `weekdays` by ISO number, `days` the dates that are different (None: closed)."""

    zone: dt.tzinfo
    weekdays: Mapping[int, Span] = field(default_factory=dict)
    days: Mapping[dt.date, Span | None] = field(default_factory=dict)

    def hours(self, day: dt.date) -> Span | None:
        """When the place opens and closes on that day; None when it stays closed."""
        if day in self.days:
            return self.days[day]
        return self.weekdays.get(day.isoweekday()) if self.weekdays else USUAL

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
        today = start.astimezone(self.zone).date()
        for opens, closes in self._open_from(start):
            if opens.astimezone(self.zone).date() > today:
                days -= 1
            if days <= 0:
                return closes
        return start

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
            hours = self.hours(on)
            if hours is None:
                continue
            opens, closes = (dt.datetime.combine(on, time, self.zone) for time in hours)
            if closes > start:
                yield max(opens, start), closes


def calendars(salons: Collection[uuid.UUID]) -> dict[uuid.UUID, Calendar]:
    """The calendars of these places, in three questions."""
    weekdays: dict[uuid.UUID, dict[int, Span]] = {}
    for row in SalonHours.objects.filter(salon__in=salons):
        weekdays.setdefault(row.salon_id, {})[row.weekday] = (row.opens_at, row.closes_at)
    days: dict[uuid.UUID, dict[dt.date, Span | None]] = {}
    for one in SalonDay.objects.filter(salon__in=salons):
        span = (one.opens_at, one.closes_at) if one.opens_at and one.closes_at else None
        days.setdefault(one.salon_id, {})[one.day] = span
    zones = Salon.objects.filter(pk__in=salons).values_list("pk", "timezone")
    return {pk: Calendar(clock.zone_of(zone), weekdays.get(pk, {}), days.get(pk, {})) for pk, zone in zones}
