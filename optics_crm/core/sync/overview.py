"""The exchange at a glance: flows in, readers of the feed out, salons heard of, files on their way."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from optics_crm.core import clock, formats
from optics_crm.core.models import FeedCursor, FeedFailure, SyncClient, SyncJob, SyncSalonSeen
from optics_crm.core.sync.kinds import KINDS
from optics_crm.core.sync.status import status_of

LISTED = 50
QUIET = dt.timedelta(hours=26)


@dataclass(frozen=True)
class Flow:
    """One kind of one program: rows of today, the lag from happening to arriving in words, rows that wait."""

    client: SyncClient
    kind: str
    last_at: dt.datetime | None
    rows_today: int
    lag_p50: str
    lag_p99: str
    parked: int
    parked_since: dt.datetime | None
    refused: int


@dataclass(frozen=True)
class HeardSalon:
    """A salon and when a program last sent anything about it; `is_quiet`: for over a day."""

    row: SyncSalonSeen
    is_quiet: bool


def flows() -> list[Flow]:
    """The kinds that each program sends, or of which something waits or stands refused; a few questions a program."""
    found = []
    for client in SyncClient.objects.filter(is_active=True).order_by("name", "pk"):
        rows = status_of(client, KINDS.keys())
        found += [_flow(client, row) for row in rows if row["last_batch_at"] or row["parked"] or row["rejected"]]
    return found


def _flow(client: SyncClient, row: dict[str, Any]) -> Flow:
    return Flow(
        client=client,
        kind=row["kind"],
        last_at=_moment(row["last_batch_at"]),
        rows_today=row["rows_today"],
        lag_p50=_span(row["lag_p50"]),
        lag_p99=_span(row["lag_p99"]),
        parked=row["parked"],
        parked_since=_moment(row["oldest_parked_at"]),
        refused=sum(one["count"] for one in row["rejected"]),
    )


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _span(seconds: float | None) -> str:
    return "" if seconds is None else formats.lasting(dt.timedelta(seconds=seconds))


def readers() -> "QuerySet[FeedCursor]":
    """Programs that read the feed, and how far they have come."""
    return FeedCursor.objects.select_related("client").order_by("client__name")


def failures() -> Sequence[FeedFailure]:
    """What programs could not take on their side, the latest first."""
    return list(FeedFailure.objects.select_related("client").order_by("-at", "-pk")[:LISTED])


def salons() -> list[HeardSalon]:
    """Open salons, those silent for longest first; one that was never heard of is not among them."""
    rows = SyncSalonSeen.objects.select_related("salon", "client").filter(salon__deleted_at=None, salon__closed_on=None)
    now = clock.now()
    return [HeardSalon(row, now - row.at > QUIET) for row in rows.order_by("at", "pk")[:200]]


def jobs() -> "Sequence[Any]":
    """The latest files that programs have sent."""
    rows = SyncJob.objects.exclude(state=SyncJob.State.RECEIVING).select_related("client")
    return list(rows.order_by("-created_at", "-pk")[:10])
