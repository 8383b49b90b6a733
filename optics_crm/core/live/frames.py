"""Events as they stand on the wire (text/event-stream), each with the cursor to come back with."""

from collections.abc import Iterator

from optics_crm.core.live.cursors import Cursor
from optics_crm.core.live.listeners import Listener
from optics_crm.core.live.reading import Reading, Row

STILL_HERE = b": still here\n\n"


def heard(listener: Listener, cursor: Cursor, reading: Reading) -> Iterator[tuple[Row, Cursor]]:
    """What the listener has not been told of a reading, each with where they stand after it.

    Before the last one that is the old cursor with what was told since: whoever is cut off in between gets the rest.
    """
    told = set(cursor.told)
    rows = [
        row for row in reading.rows if not cursor.snapshot.sees(row.xid) and row.id not in told and listener.hears(row)
    ]
    for row in rows:
        cursor = reading.cursor if row is rows[-1] else cursor.with_told(row.id)
        yield row, cursor


def event(kind: str, payload: str, cursor: Cursor) -> bytes:
    """`payload` is JSON text in one line."""
    return f"event: {kind}\nid: {cursor}\ndata: {payload}\n\n".encode()


def beat(cursor: Cursor) -> bytes:
    """The heartbeat: a comment for whoever counts those, an event for scripts, which see no comments."""
    return b": beat\n" + event("beat", "{}", cursor)


def reset(cursor: Cursor) -> bytes:
    """Too long away, or a cursor that is none: fetch anew what is shown, and go on from here."""
    return event("reset", "{}", cursor)


def retry(milliseconds: int) -> bytes:
    return f"retry: {milliseconds}\n\n".encode()
