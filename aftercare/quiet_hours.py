"""When a client may be disturbed: hard 9-21, soft 10-20 in the recipient's zone; 10-12 in Moscow where it is unknown.

The slot for unknown zones is the one that lies within 9-21 from Kaliningrad to Kamchatka.
"""

import datetime as dt
import zoneinfo
from dataclasses import dataclass

SOFT = (dt.time(10), dt.time(20))
HARD = (dt.time(9), dt.time(21))
UNKNOWN = (dt.time(10), dt.time(12))
MOSCOW = zoneinfo.ZoneInfo("Europe/Moscow")


@dataclass(frozen=True)
class Slot:
    """The next moment at which a message may go, and the moment from which it must not go any more."""

    not_before: dt.datetime
    expires_at: dt.datetime

    @property
    def is_empty(self) -> bool:
        return self.not_before >= self.expires_at


def zone_of(name: str) -> zoneinfo.ZoneInfo | None:
    """The zone of that name, or None for an empty or unknown one."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None


def slot(zone_name: str, day: dt.date, at: dt.datetime, days: int) -> Slot:
    """When a message of the day `day`, planned at `at`, goes to that zone; it lives `days` local days.

    A day in the future is waited for. A day in the past is not caught up with: its messages go now, and live from now.
    """
    zone = zone_of(zone_name)
    opens, closes = SOFT if zone else UNKNOWN
    last = HARD[1] if zone else UNKNOWN[1]
    local = at.astimezone(zone or MOSCOW)
    start = max(local, dt.datetime.combine(day, dt.time(), local.tzinfo))
    end = dt.datetime.combine(start.date() + dt.timedelta(days=days - 1), last, start.tzinfo)
    return Slot(_next_open(start, opens, closes).astimezone(dt.UTC), end.astimezone(dt.UTC))


def _next_open(start: dt.datetime, opens: dt.time, closes: dt.time) -> dt.datetime:
    if start.time() < opens:
        return dt.datetime.combine(start.date(), opens, start.tzinfo)
    if start.time() >= closes:
        return dt.datetime.combine(start.date() + dt.timedelta(days=1), opens, start.tzinfo)
    return start


def is_permitted(zone_name: str, at: dt.datetime) -> bool:
    """Whether the hard hours allow a message at that moment."""
    zone = zone_of(zone_name)
    first, last = HARD if zone else UNKNOWN
    return first <= at.astimezone(zone or MOSCOW).time() < last
