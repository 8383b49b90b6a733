"""The exchange at a glance: flows in, readers of the feed out, salons heard of, files on their way."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from optics_crm.core import clock
from optics_crm.core.models import FeedCursor, FeedFailure, SyncClient, SyncJob, SyncSalonSeen
from optics_crm.core.sync.tables import ask

DAYS = 7
LISTED = 50
QUIET = dt.timedelta(hours=26)

FLOWS = """
    WITH flow AS (
        SELECT client_id, kind, max(at) AS last_at,
               coalesce(sum(created + updated + unchanged + stale) FILTER (WHERE at >= %(today)s), 0) AS taken,
               coalesce(sum(created + updated) FILTER (WHERE at >= %(today)s), 0) AS changed,
               coalesce(sum(rejected) FILTER (WHERE at >= %(today)s), 0) AS rejected
          FROM core_syncflow WHERE at >= %(since)s GROUP BY 1, 2),
    waits AS (SELECT client_id, kind, count(*) AS rows, min(at) AS since FROM core_syncparked GROUP BY 1, 2)
    SELECT c.id, f.kind, f.last_at, f.taken, f.changed, f.rejected, coalesce(w.rows, 0), w.since
      FROM flow f JOIN core_syncclient c ON c.id = f.client_id
      LEFT JOIN waits w ON w.client_id = f.client_id AND w.kind = f.kind
     ORDER BY c.name, f.kind"""


@dataclass(frozen=True)
class Flow:
    """One kind of one program: rows of today taken, changed, refused; rows that wait."""

    client: SyncClient
    kind: str
    last_at: dt.datetime
    taken: int
    changed: int
    rejected: int
    parked: int
    parked_since: dt.datetime | None


@dataclass(frozen=True)
class HeardSalon:
    """A salon and when a program last sent anything about it; `is_quiet`: for over a day."""

    row: SyncSalonSeen
    is_quiet: bool


def flows() -> list[Flow]:
    """Flows of the last seven days; two questions."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    found = ask(FLOWS, {"today": today, "since": clock.now() - dt.timedelta(days=DAYS)})
    clients = SyncClient.objects.in_bulk({row[0] for row in found})
    return [Flow(clients[row[0]], *row[1:]) for row in found]


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
