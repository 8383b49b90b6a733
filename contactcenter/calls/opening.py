"""When the contact centre is open, and by when it owes something that it was asked for at a moment."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Value

from contactcenter.models import CentreBreak, CentreDay, CentreHours, PromiseTerm
from optics_crm.core import clock
from optics_crm.core.working_time import Calendar, Span

USUAL_MINUTES = 30  # of a kind of promise without a term of its own


def calendar(since: dt.date | None = None) -> Calendar:
    """The hours of the contact centre, with the unusual days from `since` on (400 days ago); two queries."""
    first = since or clock.today() - dt.timedelta(days=400)
    hours = CentreHours.objects.order_by().values_list("weekday", "opens_at", "closes_at", Value(False))
    rests = CentreBreak.objects.order_by().values_list("weekday", "starts_at", "ends_at", Value(True))
    weekdays: dict[int, Span] = {}
    breaks: dict[int, list[Span]] = {}
    for weekday, start, end, is_break in hours.union(rests, all=True):
        if is_break:
            breaks.setdefault(weekday, []).append((start, end))
        else:
            weekdays[weekday] = (start, end)
    days = {
        row.day: (row.opens_at, row.closes_at) if row.opens_at and row.closes_at else None
        for row in CentreDay.objects.filter(day__gte=first)
    }
    return Calendar(clock.zone_of(""), weekdays, days, breaks)


def terms() -> Mapping[str, int]:
    """Working minutes by kind of promise."""
    return dict(PromiseTerm.objects.values_list("kind", "minutes"))


def due_after(kind: str, moment: dt.datetime, hours: Calendar, minutes: Mapping[str, int]) -> dt.datetime:
    """By when a promise made at `moment` is kept: a night's call so many minutes after opening."""
    return hours.after_minutes(moment, minutes.get(kind, USUAL_MINUTES))
