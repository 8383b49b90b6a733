"""How far each client is behind: the figures by which somebody notices that 1C has stopped reading."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from optics_crm.core import clock, formats
from optics_crm.core.metrics import Figures, gauge
from optics_crm.core.models import FeedCursor, FeedFailure, SyncClient
from optics_crm.core.sync.alarms import watch
from optics_crm.core.sync.feed import places
from optics_crm.core.sync.feed.kinds import FEED, Reader
from optics_crm.core.sync.feed.news_rows import Listener
from optics_crm.core.sync.tables import ask

OLDEST = """SELECT n.at FROM core_news n WHERE (n.xid, n.id) >= (%s::xid8, %s) AND n.kind = ANY(%s)
    AND (n.origin = '' OR n.origin <> %s) ORDER BY n.xid, n.id LIMIT 1"""


@dataclass(frozen=True)
class Behind:
    """One client of the feed: the age of the oldest change that it has not acknowledged (0: it has everything), when it
    read and acknowledged last, how many objects it could not take.
    """

    client: SyncClient
    unacked_seconds: float
    read_at: dt.datetime
    acked_at: dt.datetime | None
    failures: int


def behind_of(client: SyncClient) -> Behind | None:
    """None for a client that has never read the feed."""
    row = FeedCursor.objects.select_related("client").filter(client=client).first()
    return _behind(row) if row else None


def everybody() -> list[Behind]:
    """Every client that reads the feed and may still do so."""
    rows = FeedCursor.objects.select_related("client").filter(client__is_active=True).order_by("client__source")
    return [_behind(row) for row in rows]


def _behind(row: FeedCursor) -> Behind:
    codes = [code for code in row.kinds or FEED.keys() if code in FEED]
    listener, position = Listener(Reader(row.client), codes), places.position_of(row)
    found = ask(OLDEST, [str(position.xid), position.news, listener.news, listener.deaf_to])
    age = (clock.now() - found[0][0]).total_seconds() if found else 0.0
    return Behind(
        row.client,
        round(max(0.0, age), 1),
        row.read_at,
        row.acked_at,
        FeedFailure.objects.filter(client=row.client).count(),
    )


@watch("feed", gettext_lazy("the program takes no changes"), 60)
def unread(client: SyncClient, term: dt.timedelta) -> str:
    """What changed here reaches the other book late, or not at all."""
    behind = behind_of(client)
    if behind is None or behind.unacked_seconds <= term.total_seconds():
        return ""
    since = clock.now() - dt.timedelta(seconds=behind.unacked_seconds)
    return _("Changes have not been taken since %(since)s.") % {"since": formats.exact(since)}


@gauge("optics_feed_unacked_seconds", "Age of the oldest change that a client has not acknowledged", "client")
def unacked() -> Figures:
    return {(one.client.source,): one.unacked_seconds for one in everybody()}


@gauge("optics_feed_failures", "Changes that a client could not take on its side", "client")
def failures() -> Figures:
    return {(one.client.source,): float(one.failures) for one in everybody()}
