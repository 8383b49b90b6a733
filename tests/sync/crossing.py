"""Two batches of which neither sees the other's rows: the second comes while the first is written and not committed."""

import threading
from collections.abc import Sequence

from django.db import connection, connections, transaction

from tests.harness.stack import eventually
from tests.sync.rows import Row, send


def cross(first: Sequence[Row], second: Sequence[Row]) -> None:
    """Sends both; the first commits when the second has ended or waits for it."""
    later = threading.Thread(target=_send, args=(second,))
    with transaction.atomic():
        assert send(first)["rejected"] == 0
        later.start()
        eventually(lambda: not later.is_alive() or _somebody_waits(), 30, "the second batch")
    later.join()


def _send(rows: Sequence[Row]) -> None:
    try:
        send(rows)
    finally:
        connections.close_all()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid())")
        return bool(cursor.fetchone()[0])
