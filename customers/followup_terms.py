"""By when a kind of promise is kept: working minutes of the place that keeps it, a salon or the contact centre.

The contact centre, a floor above, adds its hours and the table of terms (`TERMS`).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from optics_crm.core import clock
from optics_crm.core.models import Salon
from optics_crm.core.registry import Registry
from optics_crm.core.working_time import Calendar, calendars

TELL = "tell"  # the client is told what was answered
USUAL: Mapping[str, int] = {"doctor": 120, "handover": 240, "adaptation": 480, TELL: 60}
OTHERWISE = 240


@dataclass(frozen=True)
class CentreTerms:
    """The contact centre's opening hours, and working minutes by kind of promise."""

    calendar: Callable[[], Calendar]
    minutes: Callable[[], Mapping[str, int]]


TERMS: Registry[CentreTerms] = Registry("terms of promises", may_be_empty=True)


def due_after(kind: str, moment: dt.datetime, salon: Salon | None = None) -> dt.datetime:
    """The end of the term of a promise made at `moment`: in the salon's hours, else in the contact centre's."""
    given = {name: minutes for terms in TERMS for name, minutes in terms.minutes().items()}
    minutes = given.get(kind, USUAL.get(kind, OTHERWISE))
    return hours_of(salon).after_minutes(moment, minutes)


def end_of_day(moment: dt.datetime, salon: Salon | None = None) -> dt.datetime:
    """When the place closes that day, or the next day on which it is open."""
    return hours_of(salon).after_days(moment, 0)


def hours_of(salon: Salon | None) -> Calendar:
    """The hours of the salon, else of the contact centre."""
    if salon is not None:
        return calendars({salon.pk})[salon.pk]
    centre = next(iter(TERMS), None)
    return centre.calendar() if centre else Calendar(clock.zone_of(""))
