"""R10 while rows are written: values against which ours stands leave the row and are kept as proposals."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from optics_crm.core.models import SyncOwner
from optics_crm.core.sync import tables
from optics_crm.core.sync.items import Item
from optics_crm.core.sync.kinds import Batch, Kind, Work
from optics_crm.core.sync.ownership.values import is_empty, plain
from optics_crm.core.sync.said import said_at

Key = tuple[UUID, str]
CRM, NEWEST, UNION = SyncOwner.Owner.CRM.value, SyncOwner.Owner.NEWEST.value, SyncOwner.Owner.UNION.value
HERE = """SELECT object_id, field, base, set_at FROM core_syncfield
    WHERE kind = %s AND object_id = ANY(%s::uuid[])"""
PROPOSE = """INSERT INTO core_syncfield (id, kind, object_id, field, proposed, proposed_at, proposed_by_id, at)
    SELECT app_uuid7(), %s, r.object_id, r.field, r.proposed, app.at, %s, app.at
    FROM jsonb_to_recordset(%s::jsonb) AS r(object_id uuid, field text, proposed jsonb), {clock} app
    ORDER BY r.object_id, r.field
    ON CONFLICT (object_id, kind, field) DO UPDATE SET proposed = EXCLUDED.proposed,
        proposed_at = EXCLUDED.proposed_at, proposed_by_id = EXCLUDED.proposed_by_id"""
AGREE = """DELETE FROM core_syncfield f USING unnest(%s::uuid[], %s::text[]) r(object_id, field)
    WHERE f.kind = %s AND f.object_id = r.object_id AND f.field = r.field"""


@dataclass(frozen=True, slots=True)
class Here:
    """What is known of a field: `base`, what the book had said when it was set here at `set_at`."""

    base: Any
    set_at: dt.datetime | None


def settle(kind: Kind[Any], pairs: Sequence[tuple[Item, Work[Any]]], batch: Batch) -> None:
    """Takes out of known rows what the owners of their fields do not let in; the answer names what was `kept`."""
    known = [(item, work) for item, work in pairs if not work.is_new and not work.is_revived]
    if not kind.owned or not known:
        return
    owners, here = _owners(kind), _set_here(kind, known)
    proposed: list[dict[str, Any]] = []
    agreed: list[Key] = []
    for item, work in known:
        for name, owned in kind.owned.items():
            mark = here.get((work.id, name))
            verdict = _verdict(owners[name], owned.column, work, mark, batch)
            if verdict == "agreed" and mark is not None:
                agreed.append((work.id, name))
            elif verdict == "kept":
                said = plain(work.row.pop(owned.column))
                if mark is None or mark.set_at is None or said != mark.base:
                    item.kept.append(name)
                    proposed.append({"object_id": work.id, "field": name, "proposed": said})
    _note(kind, proposed, agreed, batch)


def _verdict(owner: str, column: str, work: Work[Any], mark: Here | None, batch: Batch) -> str:
    """`agreed` where nothing of ours stands against the book's value, `kept` where ours stays."""
    if column not in work.row:
        return ""
    said, stands = work.row[column], work.before[column]
    set_at = mark.set_at if mark is not None else None
    if said == stands:
        return "agreed"
    if owner == UNION:
        work.row[column] = _union(stands, said)
        return ""
    if owner == CRM:
        return "agreed" if is_empty(stands) and set_at is None else "kept"
    if owner == NEWEST and mark is not None and set_at is not None:
        # what it always said is no news, whenever it says so
        is_newer = plain(said) != mark.base and said_at(work.version, batch.reading) > set_at
        return "agreed" if is_newer else "kept"
    return "agreed"


def _union(stands: Any, said: Any) -> list[Any]:
    ours = list(stands or ())
    return ours + [entry for entry in said or () if entry not in ours]


def _owners(kind: Kind[Any]) -> dict[str, str]:
    overridden = dict(tables.ask("SELECT field, owner FROM core_syncowner WHERE kind = %s", [kind.code]))
    return {name: overridden.get(name, owned.owner) for name, owned in kind.owned.items()}


def _set_here(kind: Kind[Any], pairs: Sequence[tuple[Item, Work[Any]]]) -> dict[Key, Here]:
    rows = tables.ask(HERE, [kind.code, tables.uuid_array(work.id for _item, work in pairs)])
    return {
        (row_id, name): Here(None if base is None else json.loads(base), set_at) for row_id, name, base, set_at in rows
    }


def _note(kind: Kind[Any], proposed: list[dict[str, Any]], agreed: Sequence[Key], batch: Batch) -> None:
    if proposed:
        tables.ask(PROPOSE.format(clock=tables.APP_CLOCK), [kind.code, batch.client.pk, tables.rows_json(proposed)])
    if agreed:
        tables.ask(AGREE, [tables.uuid_array(key for key, _name in agreed), [name for _key, name in agreed], kind.code])
