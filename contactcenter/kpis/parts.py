"""The parts of a slice: their names, their order, and the frame of each, so that its calls can be found."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contactcenter.kpis.frames import Frame
from optics_crm.core import formats
from optics_crm.core.models import Employee

WEEKDAYS = 7


def frame_of(frame: Frame, by: str, key: Any) -> Frame:
    """The contacts of one part."""
    if by in ("operator", "line", "hour"):
        return replace(frame, **{by: key})
    if by == "cell":
        return replace(frame, weekday=key // 24, hour=key % 24)
    first, last = _days_of(by, key)
    return replace(frame, since=max(first, frame.since), until=min(last, frame.until))


def _days_of(by: str, day: dt.date) -> tuple[dt.date, dt.date]:
    if by == "week":
        return day, day + dt.timedelta(days=6)
    if by == "month":
        return day, (day + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return day, day


def names_of(by: str, keys: Iterable[Any]) -> dict[Any, str]:
    """The parts by key in the order in which people read them; at most one query."""
    if by == "operator":
        named = dict(Employee.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "full_name"))
        return {key: formats.short_name(named[key]) for key in sorted(named, key=lambda one: named[one])}
    return {key: _name_of(by, key) for key in sorted(keys)}


def _name_of(by: str, key: Any) -> str:
    if by == "hour":
        return f"{key}:00–{key + 1}:00"
    if by == "line":
        return key or _("no line named")
    if by == "month":
        return date_format(key, "F Y")
    if by == "week":
        return _("week from %(day)s") % {"day": date_format(key, "j E")}
    return date_format(key, "D, j E")


def weekday_name(number: int) -> str:
    """The short name of a weekday, 1 is Monday."""
    return date_format(dt.date(2024, 1, number), "D")
