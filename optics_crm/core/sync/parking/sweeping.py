"""The worker's part: whatever is here by now lets go the rows that wait for it, however it came.

An object may have been born in the CRM, sent by another client, or written at the very moment when a row that needs it
was parked: so what has come is asked of the tables themselves.
"""

import time
from uuid import UUID

from django.db import connection, transaction

from optics_crm.core.doorbell import ring
from optics_crm.core.sync import collisions, meetings, planner, tables
from optics_crm.core.sync.kinds import KINDS, Need
from optics_crm.core.sync.parking import replaying, shelf
from optics_crm.core.sync.parking.shelf import Parked

CHUNK = 1000
SECONDS = 80  # less than a task may take
STATEMENT_SECONDS = 60
TURN = "SELECT pg_try_advisory_xact_lock(hashtext('parked rows'))"
KINDS_MISSED = "SELECT DISTINCT missing_kind FROM core_syncparked WHERE reason = 'unknown_ref'"
ARRIVED = """SELECT DISTINCT p.missing_guid FROM core_syncparked p
    WHERE p.reason = 'unknown_ref' AND p.missing_kind = %s AND NOT p.id = ANY(%s::uuid[])
      AND EXISTS (SELECT 1 FROM {table} t WHERE t.guid = p.missing_guid) LIMIT %s"""
WITH_MEANING = f"""SELECT {shelf.COLUMNS} FROM core_syncparked p
    WHERE p.reason = 'unknown_enum' AND NOT p.id = ANY(%s::uuid[]) AND EXISTS (
        SELECT 1 FROM core_synccode c WHERE c.kind = p.kind AND c.field = p.field AND c.value = p.value
           AND (c.client_id IS NULL OR c.client_id = p.client_id))
    LIMIT %s FOR UPDATE OF p SKIP LOCKED"""
OVERTAKEN = """DELETE FROM core_syncparked p USING {table} t
    WHERE p.kind = %s AND t.client_id = p.client_id AND t.guid = p.guid AND t.version >= p.version"""
BURIED = """DELETE FROM core_syncparked p USING core_synctombstone t
    WHERE t.client_id = p.client_id AND t.kind = p.kind AND t.guid = p.guid AND t.version >= p.version"""


def sweep(seconds: float = SECONDS) -> int:
    """Applies parked rows in chunks, a transaction each, until nothing can be let go; returns how many were tried.

    One worker at a time; what is left when the time is up is gone on with at the next turn.
    """
    ends_at, tried, stuck, here = time.monotonic() + seconds, 0, set[UUID](), set[Need]()
    while time.monotonic() < ends_at:
        size = collisions.outlived(lambda: _chunk(stuck, here))
        if not size:
            break
        tried += size
        planner.keep_informed()
    return tried


@transaction.atomic
@meetings.held()
def _chunk(stuck: set[UUID], here: set[Need]) -> int:
    """How many rows were tried; none where another worker is at it. `here` is what was found to have come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{STATEMENT_SECONDS}s"])
        cursor.execute(TURN)
        if not cursor.fetchone()[0]:
            return 0
    rows = _freed(stuck, here) or _with_meaning(stuck, CHUNK)
    replaying.try_apart(rows)
    stuck |= replaying.unmoved(rows)
    return len(rows)


def _freed(stuck: set[UUID], here: set[Need]) -> list[Parked]:
    """The next rows whose object is here. The tables are asked anew when all who waited for those known are through:
    a hundred thousand may wait for one salon, and the question looks at each of them.
    """
    if here and (rows := replaying.who_waited(here, CHUNK, stuck)):
        return rows
    here.clear()
    here |= _arrived(stuck)
    return replaying.who_waited(here, CHUNK, stuck) if here else []


def _arrived(stuck: set[UUID]) -> set[Need]:
    """Objects that somebody waits for and that are here."""
    found: set[Need] = set()
    for (kind,) in tables.ask(KINDS_MISSED):
        if (owner := KINDS.find(kind)) is not None:
            rows = tables.ask(ARRIVED.format(table=owner.table), [kind, tables.uuid_array(stuck), CHUNK])
            found |= {(kind, guid) for (guid,) in rows}
    return found


def _with_meaning(stuck: set[UUID], limit: int) -> list[Parked]:
    return shelf.parked_rows(tables.ask(WITH_MEANING, [tables.uuid_array(stuck), limit]))


@meetings.held()
def let_meant_go() -> None:
    """Applies rows whose code has a meaning by now, in the running transaction; of many a worker does the rest."""
    rows = _with_meaning(set(), replaying.AT_ONCE)
    replaying.after(replaying.try_apart(rows))
    if len(rows) == replaying.AT_ONCE:
        ring(replaying.WORKER)


def forget_overtaken() -> None:
    """Removes parked rows whose object stands at their version or above by now: they would be stale."""
    for (kind,) in tables.ask("SELECT DISTINCT kind FROM core_syncparked"):
        if (owner := KINDS.find(kind)) is not None:
            tables.ask(OVERTAKEN.format(table=owner.table), [kind])
    tables.ask(BURIED)
