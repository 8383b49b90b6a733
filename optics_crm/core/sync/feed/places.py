"""Where each client stands: the acknowledged cursor, from which it reads on when it names none."""

from collections.abc import Collection

from optics_crm.core import clock
from optics_crm.core.models import FeedCursor, SyncClient
from optics_crm.core.sync.feed.cursors import Cursor, Position


def row_of(client: SyncClient, epoch: str) -> FeedCursor:
    """The client's row; a new client stands at the beginning."""
    row, _made = FeedCursor.objects.get_or_create(client=client, defaults={"epoch": epoch, "stood_at": clock.now()})
    return row


def note_read(row: FeedCursor, kinds: Collection[str]) -> None:
    """The client reads, and these kinds."""
    FeedCursor.objects.filter(pk=row.pk).update(read_at=clock.now(), kinds=sorted(kinds))


def cursor_of(row: FeedCursor) -> Cursor:
    """The cursor that a row holds."""
    return Cursor(row.epoch, position_of(row), row.stood_at)


def position_of(row: FeedCursor) -> Position:
    return Position(int(row.xid), row.news_id, row.place, row.after)


def move(client: SyncClient, cursor: Cursor) -> bool:
    """Moves the acknowledged cursor forward; False for one that lies before it (a repeated or late message).

    Call it in a transaction. A cursor of a new epoch always counts as later.
    """
    row = FeedCursor.objects.select_for_update().get(pk=row_of(client, cursor.epoch).pk)
    if row.epoch == cursor.epoch and position_of(row).key() > cursor.position.key():
        return False
    at = cursor.position
    row.epoch, row.xid, row.news_id, row.place, row.after = cursor.epoch, str(at.xid), at.news, at.place, at.after
    row.stood_at, row.acked_at = cursor.stood_at, clock.now()
    row.save()
    return True
