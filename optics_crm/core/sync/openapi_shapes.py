"""What goes through the doors of the exchange, as JSON Schema. A new door gets its entry here, by its name."""

from collections.abc import Iterator
from typing import Any

from optics_crm.core.sync.bodies import ITEMS_LIMIT
from optics_crm.core.sync.items import STATUSES
from optics_crm.core.sync.kinds import in_order
from optics_crm.core.sync.schema import kind_schemas

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
GUID: Schema = {"type": "string", "format": "uuid"}
VERSION: Schema = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(kind: str) -> Schema:
    """A row that could not be read is told as it was sent: without these, or with anything in them."""
    return {"type": [kind, "null"]}


def listed(of: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": of, **more}


def thing(*required: str, **properties: Schema) -> Schema:
    """An object; the named properties are always there."""
    return {"type": "object", "properties": properties} | ({"required": list(required)} if required else {})


def asked(name: str, schema: Schema) -> Schema:
    """A parameter behind the question mark."""
    return {"name": name, "in": "query", "required": False, "schema": schema}


# door: what it takes, what it gives
BODIES: dict[str, tuple[Schema | None, Schema | None]] = {
    "ping": (None, ref("SyncPing")),
    "batches": (ref("SyncBatch"), ref("SyncAnswer")),
    "batch": (ref("SyncBatch"), ref("SyncAnswer")),
    "changes": (None, ref("SyncChanges")),
    "acknowledge": (ref("SyncAcknowledgement"), None),
    "snapshot": (None, ref("SyncChanges")),
    "rotate_token": (thing(overlap_hours=WHOLE), ref("SyncSecrets")),
}
PARAMETERS: dict[str, tuple[Schema, ...]] = {
    "batches": (asked("dry_run", {"type": "string", "enum": ["1", "true", "yes"]}),),
    "changes": (
        asked("cursor", TEXT),
        asked("kinds", TEXT),
        asked("limit", WHOLE),
        asked("wait", WHOLE),
        asked("echo", {"type": "string", "enum": ["0", "1"]}),
    ),
    "snapshot": (asked("kind", TEXT), asked("cursor", TEXT), asked("limit", WHOLE)),
}


def shapes() -> dict[str, Schema]:
    """Every schema that the exchange names: the kinds with their fields, rows, answers."""
    names, kinds = kind_schemas()
    for decimal in _decimals(kinds):
        decimal["type"] = ["number", "string"]  # 1C sends numbers, languages without decimals texts
    rows = {f"{name}Upsert": _upsert(code, name) for code, name in names.items()}
    codes = {"type": "string", "enum": list(names)}
    envelope = thing(
        "batch_id",
        "source",
        "items",
        batch_id={"type": "string", "minLength": 1, "maxLength": 200},
        source={"type": "string", "minLength": 1, "maxLength": 40},
        sent_at=MOMENT,
        mode={"type": "string", "enum": ["partial", "atomic"], "default": "partial"},
        history={"type": "boolean", "default": False},
        items=listed(ref("SyncItem"), minItems=1, maxItems=ITEMS_LIMIT),
    )
    delete = thing("kind", "op", "version", kind=codes, op=_only("delete"), guid=GUID, version=VERSION, data=thing())
    erasable = [kind.code for kind in in_order() if kind.is_erasable]
    erase = thing("kind", "op", "guid", "version", kind={"type": "string", "enum": erasable}, op=_only("erase"))
    erase["properties"] |= {"guid": GUID, "version": VERSION}
    heads = {
        "SyncBatch": envelope,
        "SyncItem": {"anyOf": [*map(ref, rows), ref("SyncDelete"), ref("SyncErase")]},
        "SyncDelete": delete,
        "SyncErase": erase,
    }
    return {**kinds, **rows, **heads, **_answers(codes)}


def _upsert(code: str, name: str) -> Schema:
    """One row; kinds whose objects have no GUID are known by what they refer to."""
    kind = next(kind for kind in in_order() if kind.code == code)
    required = ("kind", "op", "version", "data") if kind.key_of else ("kind", "op", "guid", "version", "data")
    return thing(*required, kind=_only(code), op=_only("upsert"), guid=GUID, version=VERSION, data=ref(name))


def _decimals(schema: Any) -> Iterator[Schema]:
    """Every decimal of the kinds, wherever it stands."""
    if isinstance(schema, dict):
        if schema.get("format") == "decimal":
            yield schema
        yield from (found for part in schema.values() for found in _decimals(part))
    elif isinstance(schema, list):
        yield from (found for part in schema for found in _decimals(part))


def _only(code: str) -> Schema:
    return {"type": "string", "enum": [code]}


def _answers(codes: Schema) -> dict[str, Schema]:
    failure = thing("kind", "guid", kind=codes, guid=GUID, code=TEXT, message=TEXT)
    return {
        "SyncAnswer": _answer(),
        "SyncResult": _result(),
        "SyncChange": _change(codes),
        "SyncChanges": _changes(),
        "SyncAcknowledgement": thing("cursor", cursor=TEXT, failed=listed(failure)),
        "SyncPing": thing("status", "version", "server_time", status=TEXT, version=TEXT, server_time=MOMENT),
        "SyncSecrets": thing(client_id=TEXT, secret=TEXT, token=TEXT, scopes=listed(TEXT), expires_at=MOMENT),
    }


def _answer() -> Schema:
    counts = dict.fromkeys(STATUSES, WHOLE)
    return thing(
        "batch_id",
        "replayed",
        "received",
        *counts,
        "results",
        batch_id=TEXT,
        replayed=FLAG,
        dry_run=FLAG,
        received=WHOLE,
        **counts,
        results=listed(ref("SyncResult")),
        next_batch_after_ms=WHOLE,
    )


def _result() -> Schema:
    return thing(
        "n",
        "status",
        n=WHOLE,
        kind=or_null("string"),
        guid=or_null("string"),
        status={"type": "string", "enum": list(STATUSES)},
        version=or_null("integer"),
        crm_id=GUID,
        code=TEXT,
        pointer=TEXT,
        value={},
        message=TEXT,
        hint_1c=TEXT,
        kept=listed(TEXT),
        warnings=listed(thing(code=TEXT, pointer=TEXT, message=TEXT)),
    )


def _change(codes: Schema) -> Schema:
    return thing(
        "kind",
        "op",
        "guid",
        seq=TEXT,
        kind=codes,
        op={"type": "string", "enum": ["upsert", "delete", "erase"]},
        guid=GUID,
        crm_version=WHOLE,
        origin=TEXT,
        at=MOMENT,
        changed=listed(TEXT),
        data=thing(),
    )


def _changes() -> Schema:
    return thing(
        "items",
        items=listed(ref("SyncChange")),
        next_cursor=TEXT,
        has_more=FLAG,
        lag_seconds={"type": "number"},
        resync_required=FLAG,
    )
