"""Reading the outbox: all that a snapshot did not see and the present one does. One statement."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from optics_crm.core.live.cursors import Cursor, Snapshot

PRESENT = "SELECT pg_current_snapshot()::text, (extract(epoch FROM app_now()) * 1000)::bigint"
# transactions that the old snapshot did not see: later ones, and those that ran. A row of another cluster (restored
# from a dump) stands above the present one's end and is left out
NEW = """(e.xid >= %s::xid8 OR e.xid = ANY(%s::xid8[])) AND e.xid < pg_snapshot_xmax(pg_current_snapshot())"""
SINCE = f"""SELECT s.now, s.at, e.id, e.xid::text, e.kind, e.payload::text, e.employees, e.capability
FROM ({PRESENT}) AS s (now, at) LEFT JOIN core_liveevent e ON {NEW} ORDER BY e.id"""
OLDEST = f"SELECT coalesce(extract(epoch FROM app_now() - min(e.at)), 0)::float8 FROM core_liveevent e WHERE {NEW}"


@dataclass(frozen=True)
class Row:
    """An event of the outbox; `payload` is JSON text, `employees` None: not limited to some."""

    id: int
    xid: int
    kind: str
    payload: str
    employees: frozenset[uuid.UUID] | None
    capability: str


@dataclass(frozen=True)
class Reading:
    """The events since a cursor, in the order in which they were written, and where the reader stands now."""

    rows: tuple[Row, ...]
    since: Cursor
    cursor: Cursor


def present() -> Cursor:
    """The cursor that has been told everything so far. Touches no table."""
    with connection.cursor() as sql:
        sql.execute(PRESENT)
        now, at_ms = sql.fetchone()
    return Cursor(Snapshot.read(now), at_ms)


def read_since(cursor: Cursor) -> Reading:
    """What is new since the cursor."""
    with connection.cursor() as sql:
        sql.execute(SINCE, _unseen(cursor))
        found = sql.fetchall()
    told = set(cursor.told)
    rows = tuple(_row(line[2:]) for line in found if line[2] is not None and line[2] not in told)
    return Reading(rows, cursor, Cursor(Snapshot.read(found[0][0]), found[0][1]))


def oldest_unread_seconds(cursor: Cursor) -> float:
    """The age of the oldest event since the cursor; 0 where there is none."""
    with connection.cursor() as sql:
        sql.execute(OLDEST, _unseen(cursor))
        return float(sql.fetchone()[0])


def _unseen(cursor: Cursor) -> list[str]:
    return [str(cursor.snapshot.xmax), "{" + ",".join(map(str, cursor.snapshot.running)) + "}"]


def _row(line: Sequence[Any]) -> Row:
    pk, xid, kind, payload, employees, capability = line
    limited = None if employees is None else frozenset(uuid.UUID(str(one)) for one in employees)
    return Row(pk, int(xid), kind, payload, limited, capability)
