"""Which contacts are looked at, and by what they are told apart."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from contactcenter.calls import opening
from contactcenter.kpis import rules
from optics_crm.core import clock
from optics_crm.core.registry import Registry

ONLY = {
    "operator": "k.answered_by_id = %(operator)s",
    "line": "k.line = %(line)s",
    "salon": "k.person_id IN (SELECT id FROM customers_person WHERE home_salon_id = %(salon)s)",
    "hour": "extract(hour FROM k.started_at AT TIME ZONE %(zone)s) = %(hour)s",
    "weekday": "extract(isodow FROM k.started_at AT TIME ZONE %(zone)s) = %(weekday)s",
}


@dataclass(frozen=True)
class Frame:
    """Calls that began from `since` to `until` (both days included, of the chain's zone), narrowed by what is not None.

    `salon` is the home salon of the client: a call itself is of the whole chain. `hour` is 0..23, `weekday` 1..7.
    """

    since: dt.date
    until: dt.date
    operator: uuid.UUID | None = None
    line: str | None = None
    salon: uuid.UUID | None = None
    hour: int | None = None
    weekday: int | None = None

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    def narrowed(self) -> Mapping[str, Any]:
        """What it is narrowed by."""
        return {name: value for name in ONLY if (value := getattr(self, name)) is not None}

    def only(self) -> str:
        """The further conditions on calls `k`."""
        return "".join(f"\n       AND {ONLY[name]}" for name in self.narrowed())

    def params(self) -> dict[str, Any]:
        """Everything that the statements of `contacts` name; three queries (rules, hours, unusual days)."""
        zone = clock.zone_of("")
        hours = opening.calendar(since=self.since)
        days = [self.since + dt.timedelta(days=step) for step in range(self.days)]
        spans = [(day, span) for day in days for span in hours.spans(day)]
        return {
            **rules.values(),
            **self.narrowed(),
            "zone": timezone.get_default_timezone_name(),
            "since": dt.datetime.combine(self.since, dt.time(), zone),
            "until": dt.datetime.combine(self.until + dt.timedelta(days=1), dt.time(), zone),
            "now": clock.now(),
            "days": [day for day, _span in spans],
            "opens": [span[0] for _day, span in spans],
            "closes": [span[1] for _day, span in spans],
        }


@dataclass(frozen=True)
class Slice:
    """What contacts are told apart by; `sql` is a column of `c` or an expression over it."""

    key: str
    sql: str


SLICES: Registry[Slice] = Registry("slices of figures")

for _key, _sql in (
    ("operator", "c.operator"),
    ("hour", "extract(hour FROM c.at)::int"),
    ("line", "c.line"),
    ("day", "c.at::date"),
    ("week", "date_trunc('week', c.at)::date"),
    ("month", "date_trunc('month', c.at)::date"),
    # weekday * 24 + hour
    ("cell", "(extract(isodow FROM c.at) * 24 + extract(hour FROM c.at))::int"),
    # weekday * 48 + half-hour of the day
    (
        "half",
        "(extract(isodow FROM c.at) * 48 + extract(hour FROM c.at) * 2 + floor(extract(minute FROM c.at) / 30))::int",
    ),
):
    SLICES.add(_key, Slice(_key, _sql))
