"""Days that come from outside: written as YYYY-MM-DD, within the years a chain can mean."""

import datetime as dt

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2200, 12, 31)


def read(text: object) -> dt.date | None:
    """The day, or None for what is not written so."""
    try:
        return dt.date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None


def is_sane(day: dt.date) -> bool:
    """Whether the calendar can be counted from this day: two centuries each way stay dates."""
    return EARLIEST <= day <= LATEST
