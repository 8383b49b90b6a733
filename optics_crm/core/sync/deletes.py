"""Deletes: a live object becomes a tombstone, an unknown GUID is remembered so that a late older upsert stays out."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from optics_crm.core.sync import judge, tables
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.items import Item
from optics_crm.core.sync.kinds import Batch, Kind

BURY = """UPDATE {table} t SET deleted_at = app.at, updated_at = app.at, version = r.version, content_hash = NULL,
                              client_id = %s
    FROM unnest(%s::uuid[], %s::bigint[]) r(id, version), {clock} app
    WHERE t.id = r.id AND (t.version < r.version OR t.client_id IS NULL) RETURNING t.id"""
REMEMBER = """INSERT INTO core_synctombstone (client_id, kind, guid, version)
    SELECT %s, %s, r.guid, r.version FROM unnest(%s::uuid[], %s::bigint[]) r(guid, version) ORDER BY r.guid
    ON CONFLICT (client_id, kind, guid) DO UPDATE SET version = EXCLUDED.version
    WHERE core_synctombstone.version < EXCLUDED.version"""


def apply(kind: Kind[Any], items: Sequence[Item], batch: Batch) -> None:
    """Settles the deletes of one kind."""
    known = judge.stored(kind, [item.guid for item in items], batch)
    live: list[Item] = []
    older: list[Item] = []
    unknown: list[Item] = []
    for item in items:
        have = known.get(item.guid)
        try:
            said = judge.verdict(item, have, batch.waiting.get((kind.code, item.guid)))
        except Fault as fault:
            item.refuse(fault)
            continue
        row_id = have.id if have else None
        if said != "apply":
            item.settle(said, row_id)
        elif row_id is None:
            item.settle("unchanged", None)
            unknown.append(item)
        else:
            is_deleted = have is not None and have.is_deleted
            item.settle("unchanged" if is_deleted else "updated", row_id)
            (older if is_deleted else live).append(item)
    buried = _bury(kind, [*live, *older], batch)
    for item in (*live, *older):
        if item.crm_id not in buried:
            item.status = "stale"  # somebody else wrote a newer version at this moment
    _remember(kind, unknown, batch)
    gone = [item.crm_id for item in live if item.crm_id in buried and item.crm_id]
    if gone:
        kind.deleted(gone, batch)


def _bury(kind: Kind[Any], items: Sequence[Item], batch: Batch) -> set[UUID]:
    if not items:
        return set()
    judge.lock(kind, [item.crm_id for item in items if item.crm_id])
    rows = tables.ask(
        BURY.format(table=kind.table, clock=tables.APP_CLOCK),
        [batch.client.pk, [item.crm_id for item in items], [item.version for item in items]],
    )
    return {row_id for (row_id,) in rows}


def _remember(kind: Kind[Any], items: Sequence[Item], batch: Batch) -> None:
    if items:
        tables.ask(
            REMEMBER,
            [batch.client.pk, kind.code, [item.guid for item in items], [item.version for item in items]],
        )
