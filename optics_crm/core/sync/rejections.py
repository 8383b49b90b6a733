"""The latest refusal of each object, for the people who look after the exchange; gone once the object is received."""

from collections.abc import Sequence

from optics_crm.core.models import SyncClient
from optics_crm.core.sync import tables
from optics_crm.core.sync.items import NO_GUID, Item
from optics_crm.core.sync.kinds import KINDS

NOTE = """INSERT INTO core_syncrejected (client_id, kind, guid, version, code, pointer, value, message, at)
    SELECT %s, r.kind, r.guid, r.version, r.code, r.pointer, r.value, r.message, (SELECT app_now())
    FROM jsonb_to_recordset(%s::jsonb) AS r(kind text, guid text, version bigint, code text, pointer text, value text,
                                            message text)
    ORDER BY r.kind, r.guid
    ON CONFLICT (client_id, kind, guid) DO UPDATE SET version = EXCLUDED.version, code = EXCLUDED.code,
        pointer = EXCLUDED.pointer, value = EXCLUDED.value, message = EXCLUDED.message, at = EXCLUDED.at"""
FORGET = """DELETE FROM core_syncrejected WHERE (kind, guid) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
    AND client_id = %s"""
FORGOTTEN_BY = ("created", "updated", "unchanged", "deferred")


def note(items: Sequence[Item], client: SyncClient) -> None:
    """Remembers the refusals of a batch and forgets those of objects that have gone in since."""
    refused = {
        (item.kind, str(item.guid)): _row(item)
        for item in items
        if item.status == "rejected" and item.guid is not NO_GUID
    }
    taken = [item for item in items if item.status in FORGOTTEN_BY]
    if taken and _has_any(client):
        tables.ask(FORGET, [[item.kind for item in taken], [str(item.guid) for item in taken], client.pk])
    if refused:
        tables.ask(NOTE, [client.pk, tables.rows_json(refused.values())])


def _has_any(client: SyncClient) -> bool:
    return bool(tables.ask("SELECT 1 FROM core_syncrejected WHERE client_id = %s LIMIT 1", [client.pk]))


def _row(item: Item) -> dict[str, object]:
    told = item.fault.as_result() if item.fault else {}
    kind = KINDS.find(item.kind)
    is_secret = kind is not None and kind.is_medical  # no dioptres outside of the medical tables
    return {
        "kind": item.kind,
        "guid": str(item.guid),
        "version": item.version or None,
        "code": told["code"],
        "pointer": told["pointer"][:200],
        "value": "" if is_secret else told["value"] or "",
        "message": told["message"],
    }
