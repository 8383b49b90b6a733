"""Into which bucket an object falls, as SQL: its day in the zone of the client, or a share of all GUIDs."""

import datetime as dt
import re
import zoneinfo
from dataclasses import dataclass
from typing import Any, Literal

from optics_crm.core.models import SyncClient
from optics_crm.core.sync.kinds import Kind
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.tables import ask

By = Literal["day", "all", "guid"]
WAYS: tuple[By, ...] = ("day", "all", "guid")
LENGTH, FIRST, LAST = len("2026-11-21"), dt.date(1900, 1, 1), dt.date(2999, 12, 31)
SHARE = re.compile("[0-9a-f]{2}")
ALL = "all"


@dataclass(frozen=True)
class Cut:
    """A book of one kind, cut into buckets. Kinds without a business moment have one bucket, `all`."""

    kind: Kind[Any]
    client: SyncClient
    by: By

    @property
    def is_daily(self) -> bool:
        return self.by == "day" and bool(self.kind.day_of)

    @property
    def bucket(self) -> str:
        """SQL of the bucket; a day is the number of its start among %(starts)s."""
        if self.is_daily:
            return f"width_bucket(t.{self.kind.day_of}, %(starts)s::timestamptz[])"
        return "left(md5(t.guid::text), 2)" if self.by == "guid" else f"'{ALL}'"

    def days(self, first: dt.date | None, last: dt.date | None) -> list[dt.date]:
        """The days from `first` to `last` between the book's first and last object."""
        within, values = self.within(first, last)
        moment = f"t.{self.kind.day_of}"
        ((oldest, newest),) = ask(
            f"SELECT min({moment}), max({moment}) FROM {self.kind.table} t WHERE {within}", values
        )
        if oldest is None:
            return []
        begin, end = (at.astimezone(self._zone).date() for at in (oldest, newest))
        return [begin + dt.timedelta(days=n) for n in range((end - begin).days + 1)]

    def start(self, day: dt.date) -> dt.datetime:
        """The moment at which a day of the client begins."""
        return dt.datetime.combine(day, dt.time(), self._zone)

    def within(self, first: dt.date | None, last: dt.date | None) -> tuple[str, dict[str, Any]]:
        """A condition that leaves the days from `first` to `last`, and its values."""
        conditions, values = ["t.client_id = %(client)s"], self._values()
        if self.is_daily and first:
            conditions.append(f"t.{self.kind.day_of} >= %(first)s")
            values["first"] = self.start(first)
        if self.is_daily and last:
            conditions.append(f"t.{self.kind.day_of} < %(last)s")
            values["last"] = self.start(last + dt.timedelta(days=1))
        return " AND ".join(conditions), values

    def one(self, bucket: str) -> tuple[str, dict[str, Any]]:
        """A condition that leaves one bucket; raises Problem for a name that no bucket has."""
        if self.is_daily:
            day = day_of(bucket, "/bucket")
            return self.within(day, day)
        if self.by == "guid":
            if not SHARE.fullmatch(bucket):
                raise Problem("bad_query", pointer="/bucket")
            return f"t.client_id = %(client)s AND {self.bucket} = %(bucket)s", {**self._values(), "bucket": bucket}
        if bucket != ALL:
            raise Problem("bad_query", pointer="/bucket")
        return self.within(None, None)

    def _values(self) -> dict[str, Any]:
        return {"client": self.client.pk}

    @property
    def _zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.client.timezone)


def day_of(text: Any, pointer: str) -> dt.date:
    """A day as it is written in an address; raises Problem for anything else, and for days that no book has."""
    try:
        day = dt.date.fromisoformat(text)
    except (ValueError, TypeError):
        raise Problem("bad_query", pointer=pointer) from None
    if len(text) != LENGTH or not FIRST <= day <= LAST:
        raise Problem("bad_query", pointer=pointer)
    return day
