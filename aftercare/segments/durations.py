"""Calendar durations of ISO 8601 (`-P24M`, `P1Y6M`, `P2W`), without times of day."""

import datetime as dt
import re
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from aftercare.segments.errors import RuleError
from optics_crm.core import days

FORM = re.compile(r"([+-]?)P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?")
LONGEST_DAYS = 73_000


@dataclass(frozen=True)
class Duration:
    """Months first (clipped to the month's end: 29 February + 1 year is 28 February), then days."""

    months: int
    days: int

    def after(self, day: dt.date) -> dt.date:
        """The day that lies this duration later (earlier, when negative); clipped to the calendar's ends."""
        try:
            return day + relativedelta(months=self.months, days=self.days)
        except (OverflowError, ValueError):
            return dt.date.min if self.months < 0 or self.days < 0 else dt.date.max

    @property
    def rough_days(self) -> int:
        return self.months * 30 + self.days


def parse_duration(text: object, pointer: str) -> Duration:
    """Reads a duration or refuses it."""
    found = FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None or not any(found.groups()[1:]):
        raise RuleError(pointer, _("A duration is written as in P12M, P1Y or -P30D."))
    years, months, weeks, days = (int(part or 0) for part in found.groups()[1:])
    sign = -1 if found.group(1) == "-" else 1
    read = Duration(sign * (years * 12 + months), sign * (weeks * 7 + days))
    if abs(read.rough_days) > LONGEST_DAYS:
        raise RuleError(pointer, _("A duration is at most 200 years."))
    return read


def parse_day(text: object, pointer: str) -> dt.date:
    """Reads a day of 1900 to 2200, written as YYYY-MM-DD, or refuses it."""
    day = days.read(text)
    if day is None:
        raise RuleError(pointer, _("A date is written as YYYY-MM-DD."))
    if not days.is_sane(day):
        raise RuleError(pointer, _("A date lies between 1900 and 2200."))
    return day


def parse_offset(text: object, pointer: str) -> Duration | dt.date:
    """A duration counted from the as-of date, or a date."""
    if isinstance(text, str) and text.lstrip("+-").startswith("P"):
        return parse_duration(text, pointer)
    if isinstance(text, str) and text[:4].isdigit():
        return parse_day(text, pointer)
    raise RuleError(pointer, _("A date is written as YYYY-MM-DD, a duration as -P12M."))


def resolve(offset: Duration | dt.date, as_of: dt.date) -> dt.date:
    """The day that an offset means on the as-of date."""
    return offset.after(as_of) if isinstance(offset, Duration) else offset
