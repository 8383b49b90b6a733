"""References: GUIDs to ids, in one question per kind."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import msgspec

from optics_crm.core.sync.kinds import KINDS, Batch, Need
from optics_crm.core.sync.moved import aliases
from optics_crm.core.sync.tables import ask, uuid_array


def find(needs: Iterable[Need], batch: Batch) -> None:
    """Resolves what is not resolved yet into `batch.found`. Tombstones are known to those who refer to them."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for kind, guid in needs:
        wanted[kind].add(guid)
    for kind, guids in wanted.items():
        found = batch.found.setdefault(kind, {})
        missing = [guid for guid in guids if guid not in found]
        if missing:
            found |= ids_of(kind, missing, batch)
            _by_old_names(kind, [guid for guid in missing if guid not in found], batch)


def _by_old_names(kind: str, guids: Collection[UUID], batch: Batch) -> None:
    """References that still use the GUID of before a migration."""
    if renamed := aliases.new_of(kind, guids, batch):
        known = ids_of(kind, renamed.values(), batch)
        batch.found[kind] |= {old: known[new] for old, new in renamed.items() if new in known}


def ids_of(kind: str, guids: Collection[UUID], batch: Batch) -> dict[UUID, Any]:
    """Ids by GUID: the sender's own object first, then ours, then another source's."""
    table = KINDS.get(kind).table
    rows = ask(
        f"""SELECT DISTINCT ON (guid) guid::text, id::text FROM {table} WHERE guid = ANY(%s::uuid[])
            ORDER BY guid, (client_id = %s) IS TRUE DESC, client_id IS NULL DESC, id""",
        [uuid_array(guids), batch.client.pk],
    )
    return dict(msgspec.convert(rows, list[tuple[UUID, UUID]]))
