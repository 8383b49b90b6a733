"""Erasure in the exchange: a customer may be erased by an item, and what was erased is never written again.

A GUID stands in `SyncErased` for ever. A later upsert of it, whatever its version, is `stale` with the code `erased`:
it counts as received, so that its book does not send it again and again.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from optics_crm.core.sync import judge
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.items import Item
from optics_crm.core.sync.kinds import KINDS, Batch, Kind, Need, Work
from optics_crm.core.sync.tables import ask, uuid_array

ERASED = """SELECT kind, guid FROM core_syncerased
    WHERE (guid, kind) IN (SELECT * FROM unnest(%s::uuid[], %s::text[]))"""
BURY = """INSERT INTO core_syncerased (kind, guid) SELECT * FROM unnest(%s::text[], %s::uuid[]) r(kind, guid)
    ORDER BY r.guid, r.kind ON CONFLICT DO NOTHING"""

Pair = tuple[Item, Work[Any]]


def erased_of(keys: Iterable[Need]) -> set[Need]:
    """Of these objects those that were erased. One question."""
    wanted = list(keys)
    if not wanted:
        return set()
    rows = ask(ERASED, [uuid_array(guid for _kind, guid in wanted), [kind for kind, _guid in wanted]])
    return {(kind, guid) for kind, guid in rows}


def bury(keys: Collection[Need]) -> None:
    """From now on nothing is written under these keys."""
    if keys:
        ask(BURY, [[kind for kind, _guid in keys], uuid_array(guid for _kind, guid in keys)])


def not_erased(kind: Kind[Any], items: list[Item]) -> list[Item]:
    """The items that may be looked at further; upserts of what was erased are turned away."""
    if not (kind.is_erasable or kind.is_personal):
        return items
    gone = erased_of((kind.code, item.guid) for item in items if item.op == "upsert")
    for item in items:
        if item.op == "upsert" and (kind.code, item.guid) in gone:
            item.turn_away(Fault("erased"))
    return [item for item in items if not item.status]


def of_nobody_erased(kind: Kind[Any], wave: Sequence[Pair]) -> Sequence[Pair]:
    """Of objects that tell of somebody those of people who were not erased; the others are turned away."""
    if not kind.is_personal:
        return wave
    needs = {item.n: set(kind.needs(work.data)) for item, work in wave}
    gone = erased_of(set[Need]().union(*needs.values()))
    for item, _work in wave:
        if gone & needs[item.n]:
            item.turn_away(Fault("erased"))
    return [pair for pair in wave if not gone & needs[pair[0].n]]


def apply(items: Sequence[Item], batch: Batch) -> None:
    """Erases whom these items name, one by one: it is asked for rarely and touches much."""
    for item in items:
        kind = KINDS.get(item.kind)
        have = judge.stored(kind, [item.guid], batch).get(item.guid)
        item.settle("unchanged", have.id if have else None)
        if erased_of([(kind.code, item.guid)]):
            continue
        if have is None or have.id is None:
            bury([(kind.code, item.guid)])
        elif kind.erased(have.id, batch):
            item.status = "updated"
        else:
            item.warnings.append(_asked())


def _asked() -> dict[str, Any]:
    words = _("Other books and salons know this customer, too: the officer for personal data has been asked to erase.")
    return {"code": "erasure_asked", "pointer": "", "message": words}
