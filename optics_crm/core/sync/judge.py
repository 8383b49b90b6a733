"""Rules R2-R4: what a version means against what is stored, for a whole set of rows at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.items import Item
from optics_crm.core.sync.kinds import Batch, Kind, Waiting
from optics_crm.core.sync.tables import ask, uuid_array


@dataclass(slots=True)
class Stored:
    """What we have under a key. `is_ours`: born here, not yet taken over by this source. No `id`: a bare tombstone."""

    id: UUID | None
    version: int
    content_hash: bytes | None
    is_deleted: bool
    is_ours: bool = False


def stored(kind: Kind[Any], guids: Collection[UUID], batch: Batch) -> dict[UUID, Stored]:
    """What is known under the GUIDs. Nothing is locked: most rows of a full re-send change nothing.

    An object that was born here and goes out under its own id comes back as the same object.
    """
    ids = uuid_array(set(guids))
    rows = ask(
        f"""SELECT guid, id, version, content_hash, deleted_at IS NOT NULL, client_id IS NULL FROM {kind.table}
            WHERE guid = ANY(%s::uuid[]) AND (client_id = %s OR client_id IS NULL)
            ORDER BY client_id IS NULL DESC""",
        [ids, batch.client.pk],
    )
    graves = ask(
        "SELECT guid, version FROM core_synctombstone WHERE client_id = %s AND kind = %s AND guid = ANY(%s::uuid[])",
        [batch.client.pk, kind.code, ids],
    )
    known = {guid: Stored(None, version, None, is_deleted=True) for guid, version in graves}
    for guid, row_id, version, digest, is_deleted, is_ours in rows:
        known[guid] = Stored(
            row_id,
            0 if is_ours else version,
            bytes(digest) if digest is not None else None,
            is_deleted,
            is_ours,
        )
    return known


def lock(kind: Kind[Any], ids: Collection[UUID]) -> dict[UUID, tuple[int, dict[str, Any]]]:
    """Locks the rows in one order (references to them stay possible); returns version and kept columns as they are now.

    The version of an object that is still ours counts as 0.
    """
    kept = "".join(f', "{column}"' for column in kind.kept)
    rows = ask(
        f"""SELECT id, CASE WHEN client_id IS NULL THEN 0 ELSE version END{kept} FROM {kind.table}
            WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE""",
        [uuid_array(ids)],
    )
    return {row_id: (version, dict(zip(kind.kept, rest, strict=True))) for row_id, version, *rest in rows}


def verdict(item: Item, have: Stored | None, waits: Waiting | None) -> str:
    """`apply`, or the status of a row that changes nothing; raises Fault for a version used twice.

    `advance` stands for `unchanged` with a version to move (R4). What is parked under the key has come before the row.
    """
    if waits is not None:
        if item.version < waits.version:
            return "stale"
        if item.version == waits.version and (item.op == "delete" or item.content_hash != waits.content_hash):
            raise Fault("version_reused", "/version", item.version)
    if have is None or (have.is_ours and not have.is_deleted):
        return "apply"
    if item.version < have.version:
        return "stale"
    if item.op == "delete":
        return "apply" if item.version > have.version else _same_delete(item, have)
    same = have.content_hash == item.content_hash and not have.is_deleted
    if item.version == have.version:
        if same:
            return "unchanged"
        raise Fault("version_reused", "/version", item.version)
    return "advance" if same else "apply"


def _same_delete(item: Item, have: Stored) -> str:
    if have.is_deleted:
        return "unchanged"
    raise Fault("version_reused", "/version", item.version)


def newest_of(items: Sequence[Item]) -> tuple[list[Item], list[tuple[Item, Item]]]:
    """R3: of items with one key the one with the highest version (the first of equals), and the losers with theirs."""
    if len({item.guid for item in items}) == len(items):
        return list(items), []
    by_key: dict[UUID, list[Item]] = defaultdict(list)
    for item in items:
        by_key[item.guid].append(item)
    winners, losers = [], []
    for rivals in by_key.values():
        winner = max(rivals, key=lambda item: (item.version, -item.n))
        winners.append(winner)
        losers += [(item, winner) for item in rivals if item is not winner]
    return winners, losers


def settle_losers(losers: Sequence[tuple[Item, Item]]) -> None:
    """The other items of one key: `unchanged` when equal to the one that was taken, else `stale`.

    When the winner was refused or deferred, so is an equal twin.
    """
    for item, winner in losers:
        equal = (item.op, item.content_hash) == (winner.op, winner.content_hash)
        if equal and winner.fault is not None:
            item.stop(winner.fault)
        else:
            item.settle("unchanged" if equal else "stale", winner.crm_id)
