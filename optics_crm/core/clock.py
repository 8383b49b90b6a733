"""The application's clock. Rules ask it, never the machine: an installation may live on another day (CLOCK).

The database's twin is the SQL function `app_now()`; both add `Installation.clock_shift` to real time, and stand still
while `clock_frozen_at` is set (tests).
"""

import datetime as dt
import time
import zoneinfo
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from django.db import connection, transaction
from django.utils import timezone

from optics_crm.core.errors import Conflict

_REFRESH_SECONDS = 5.0
_cached: tuple[float, dt.timedelta, dt.datetime | None] | None = None


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    shift, frozen = _shift()
    return frozen or timezone.now() + shift


def today(zone: str | None = None) -> dt.date:
    """The present day in an IANA zone, the chain's own when none is named."""
    return now().astimezone(zone_of(zone)).date()


@lru_cache(maxsize=128)
def zone_of(name: str | None) -> dt.tzinfo:
    """The zone of that name; the chain's own for an empty or unknown one."""
    if not name:
        return timezone.get_default_timezone()
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day of the calendar `years` later; 29 February becomes 28 February."""
    return day + relativedelta(years=years)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day `months` later, clipped to the month's end."""
    return day + relativedelta(months=months)


def age_on(born: dt.date, day: dt.date) -> int:
    """Full years of age on a day."""
    return relativedelta(day, born).years


def set_start(moment: dt.datetime) -> None:
    """Lets the clock show `moment` from this instant on; refused where that would put it back."""
    from optics_crm.core.models import Installation

    with transaction.atomic():
        row = Installation.objects.select_for_update().get(id=1)
        shift = moment - timezone.now()
        if row.clock_shift is not None and shift < row.clock_shift - dt.timedelta(seconds=1):
            raise Conflict("clock_back", f"CLOCK would put the clock of this data folder back to {moment.isoformat()}.")
        row.clock_shift = shift
        row.save(update_fields=["clock_shift"])
    forget()


def freeze(moment: dt.datetime | None) -> None:
    """Tests only: lets the clock stand still at `moment` for Python and the database alike, or run on (None)."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_installation SET clock_frozen_at = %s WHERE id = 1", [moment])
    forget()


def forget() -> None:
    """Reads the shift anew at the next question."""
    global _cached
    _cached = None


def _shift() -> tuple[dt.timedelta, dt.datetime | None]:
    global _cached
    ticks = time.monotonic()
    if _cached is None or ticks - _cached[0] > _REFRESH_SECONDS:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_shift, clock_frozen_at FROM core_installation WHERE id = 1")
            row = cursor.fetchone() or (None, None)
        _cached = (ticks, row[0] or dt.timedelta(), row[1])
    return _cached[1], _cached[2]
