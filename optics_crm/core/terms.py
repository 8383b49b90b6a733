"""A promise's clock as people see it: what is left or how late it is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from optics_crm.core import clock, formats

AMBER_FROM = 0.8
SHORT_TERM = timedelta(hours=2)


@dataclass(frozen=True)
class Face:
    """`tone` is calm, soon, late or kept; `words` what is left; `exact` the moment of the tooltip."""

    tone: str
    words: str
    exact: str
    icon: str
    at: datetime


def end_of(day: date) -> datetime:
    """A date as a term ends with its day, in the viewer's zone."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def is_amber(due: datetime, start: datetime | None, now: datetime) -> bool:
    """Four fifths of the term are gone; without a known start, the last two hours."""
    if start is None or start >= due:
        return due - now <= SHORT_TERM
    return (now - start) >= AMBER_FROM * (due - start)


def read_clock(due: datetime | date, *, start: datetime | None = None, kept_at: datetime | None = None) -> Face:
    """The face of a clock that runs to `due`; stopped at `kept_at`, it shows whether that was in time."""
    at = due if isinstance(due, datetime) else end_of(due)
    now = kept_at or clock.now()
    exact = formats.exact(due)
    late = now >= at if kept_at is None else now > at
    if kept_at is not None:
        words = _("late by %(span)s") % {"span": formats.lasting(now - at)} if late else _("in time")
        return Face("late" if late else "kept", words, exact, "clock-exclamation" if late else "check", at)
    if late:
        return Face(
            "late",
            _("overdue by %(span)s") % {"span": formats.lasting(now - at)},
            exact,
            "clock-exclamation",
            at,
        )
    words = _("%(span)s left") % {"span": formats.lasting(at - now)}
    return Face("soon" if is_amber(at, start, now) else "calm", words, exact, "clock", at)
