"""The last word on hours, at the claim: when each zone may be disturbed next (the rules: `aftercare.quiet_hours`)."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from functools import lru_cache

from aftercare.outbox import arrays
from aftercare.quiet_hours import HARD, MOSCOW, UNKNOWN


@dataclass(frozen=True)
class Zones:
    """Every zone's next permitted moment as two array literals for a statement; NULL for a zone that is open."""

    names: str
    opens_at: str


def zones_at(moment: dt.datetime) -> Zones:
    """For the minute of `moment`. The empty name stands for recipients whose zone nobody knows."""
    return _zones(moment.replace(second=0, microsecond=0))


@lru_cache(maxsize=4)
def _zones(minute: dt.datetime) -> Zones:
    names = sorted(_all_zones())
    opens = [next_opening(minute, zoneinfo.ZoneInfo(name), *HARD) for name in names]
    unknown = next_opening(minute, MOSCOW, *UNKNOWN)
    moments = [moment.isoformat() if moment else "NULL" for moment in (unknown, *opens)]
    return Zones(arrays.texts(["", *names]), arrays.plain(moments))


@lru_cache(maxsize=1)
def _all_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def next_opening(moment: dt.datetime, zone: dt.tzinfo, opens: dt.time, closes: dt.time) -> dt.datetime | None:
    """None while `moment` is within [opens, closes) of that zone, else the next moment at which it opens."""
    local = moment.astimezone(zone)
    if opens <= local.time() < closes:
        return None
    day = local.date() if local.time() < opens else local.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, opens, zone)
