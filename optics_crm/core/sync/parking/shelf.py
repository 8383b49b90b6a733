"""The parked rows themselves: what is kept, found again, moved on and taken away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from optics_crm.core.models import SyncClient, SyncParked
from optics_crm.core.sync import tables, turns
from optics_crm.core.sync.codes import field_of
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.items import Item
from optics_crm.core.sync.kinds import Need, Waiting
from optics_crm.core.sync.tables import ask

WAITING = """SELECT kind, guid, version, content_hash FROM core_syncparked
    WHERE client_id = %s AND (kind, guid) IN (SELECT * FROM unnest(%s::text[], %s::uuid[]))"""
KEEP = """INSERT INTO core_syncparked (id, client_id, kind, guid, version, content_hash, payload, is_history, reason,
        pointer, missing_kind, missing_guid, field, value, code, message, at, tried_at)
    SELECT app_uuid7(), %s, r.kind, r.guid, r.version, r.content_hash, r.payload, %s, r.reason,
           r.pointer, r.missing_kind, r.missing_guid, r.field, r.value, '', '', app.at, app.at
    FROM jsonb_to_recordset(%s::jsonb) AS r(kind text, guid uuid, version bigint, content_hash bytea, payload text,
         reason text, pointer text, missing_kind text, missing_guid uuid, field text, value text), {clock} app
    ORDER BY r.kind, r.guid
    ON CONFLICT (client_id, kind, guid) DO UPDATE SET version = EXCLUDED.version, payload = EXCLUDED.payload,
        content_hash = EXCLUDED.content_hash, is_history = EXCLUDED.is_history, reason = EXCLUDED.reason,
        pointer = EXCLUDED.pointer, missing_kind = EXCLUDED.missing_kind, missing_guid = EXCLUDED.missing_guid,
        field = EXCLUDED.field, value = EXCLUDED.value, code = '', message = '', tried_at = EXCLUDED.tried_at
    WHERE core_syncparked.version <= EXCLUDED.version"""
DROP = """DELETE FROM core_syncparked p USING unnest(%s::text[], %s::uuid[], %s::bigint[]) r(kind, guid, version)
    WHERE p.client_id = %s AND p.kind = r.kind AND p.guid = r.guid AND p.version <= r.version"""
MOVE = """UPDATE core_syncparked p SET reason = r.reason, pointer = r.pointer, missing_kind = r.missing_kind,
        missing_guid = r.missing_guid, field = r.field, value = r.value, code = r.code, message = r.message,
        tried_at = app.at
    FROM jsonb_to_recordset(%s::jsonb) AS r(id uuid, reason text, pointer text, missing_kind text, missing_guid uuid,
         field text, value text, code text, message text), {clock} app
    WHERE p.id = r.id"""
TAKEN = ("created", "updated", "unchanged")


@dataclass(slots=True)
class Parked:
    """A parked row on its way to be tried again; `cause` is what it waited for."""

    id: UUID
    client_id: UUID
    is_history: bool
    cause: tuple[str, ...]
    item: Item


@dataclass(frozen=True)
class Shelf:
    """What is parked as a batch begins: whether anything is, and what lies under the keys of the batch."""

    is_empty: bool
    waiting: dict[Need, Waiting]


def look(items: Sequence[Item], client: SyncClient) -> Shelf:
    """Takes the batch's turn and looks what is parked: one cheap question where nothing is, as mostly."""
    if not turns.take(items, client.pk):
        return Shelf(True, {})
    keys = {(item.kind, item.guid) for item in items if not item.status}
    rows = ask(WAITING, [client.pk, [kind for kind, _guid in keys], tables.uuid_array(guid for _kind, guid in keys)])
    return Shelf(False, {(kind, guid): Waiting(version, bytes(digest)) for kind, guid, version, digest in rows})


def settle(items: Sequence[Item], shelf: Shelf, client: SyncClient, *, is_history: bool) -> None:
    """Keeps the rows of a batch that were deferred, and forgets those that have gone in or were overtaken."""
    late = {(item.kind, item.guid): item for item in items if item.status == "deferred"}
    if late:
        rows = tables.rows_json(_kept(item) for item in late.values())
        ask(KEEP.format(clock=tables.APP_CLOCK), [client.pk, is_history, rows])
    over = [item for item in items if item.status in TAKEN and (item.kind, item.guid) in shelf.waiting]
    if over:
        guids = tables.uuid_array(item.guid for item in over)
        ask(DROP, [[item.kind for item in over], guids, [item.version for item in over], client.pk])


def settle_tried(rows: Sequence[Parked]) -> None:
    """After a try: what went in or was overtaken goes, the others say what they wait for now."""
    gone = [row.id for row in rows if row.item.status in (*TAKEN, "stale")]
    if gone:
        ask("DELETE FROM core_syncparked WHERE id = ANY(%s::uuid[])", [tables.uuid_array(gone)])
    if moved := [{"id": row.id} | reason_of(row.item) for row in rows if row.item.fault is not None]:
        ask(MOVE.format(clock=tables.APP_CLOCK), [tables.rows_json(moved)])


def _kept(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "guid": item.guid,
        "version": item.version,
        "content_hash": tables.bytea(item.content_hash),
        "payload": msgspec.json.encode(item.data).decode(),
    } | reason_of(item)


def reason_of(item: Item) -> dict[str, Any]:
    """Why the row is not in: the columns that say what it waits for, or why it was refused."""
    fault = item.fault or Fault("bad_row")
    told: dict[str, Any] = {
        "reason": fault.code if item.status == "deferred" else SyncParked.Reason.REJECTED.value,
        "pointer": fault.pointer[:200],
        "missing_kind": "",
        "missing_guid": None,
        "field": "",
        "value": "",
        "code": "",
        "message": "",
    }
    if item.status != "deferred":
        return told | {"code": fault.code, "message": fault.as_result()["message"]}
    if fault.missing is not None:
        return told | {"missing_kind": fault.missing[0], "missing_guid": fault.missing[1]}
    return told | {"field": field_of(fault.pointer), "value": str(fault.value)}


def cause_of(item: Item) -> tuple[str, ...]:
    """What the row waits for, to be compared with what it waited for before."""
    told = reason_of(item)
    return tuple(str(told[name] or "") for name in ("reason", "missing_kind", "missing_guid", "field", "value"))


def parked_rows(found: Collection[tuple[Any, ...]]) -> list[Parked]:
    """Rows of a question that asks for `COLUMNS`, each with an item to be tried."""
    return [
        Parked(row[0], row[1], row[2], tuple(str(part or "") for part in row[8:]), _item(n, row))
        for n, row in enumerate(found)
    ]


COLUMNS = """p.id, p.client_id, p.is_history, p.kind, p.guid, p.version, p.content_hash, p.payload,
    p.reason, p.missing_kind, p.missing_guid, p.field, p.value"""


def _item(n: int, row: tuple[Any, ...]) -> Item:
    _id, _client, _history, kind, guid, version, digest, payload = row[:8]
    return Item(n, kind, "upsert", guid, version, msgspec.json.decode(payload), bytes(digest))
