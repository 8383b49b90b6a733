"""One batch in the transaction of the caller: kinds in order of dependency, all of it set-based (R1-R5, R11)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import OperationalError
from msgspec import UNSET

from optics_crm.core.ids import new_id
from optics_crm.core.sync import codes, deletes, erasing, extras, judge, shapes, writing
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.items import Item
from optics_crm.core.sync.judge import Stored
from optics_crm.core.sync.kinds import KINDS, Batch, Kind, Work, in_order
from optics_crm.core.sync.moved import aliases

ROUNDS = 4


def apply(items: Sequence[Item], batch: Batch) -> None:
    """Applies the rows that are not refused yet; afterwards every row has its status."""
    by_kind: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if not item.status and item.op != "erase":
            by_kind[item.kind].append(item)
    for kind in in_order():
        if mine := by_kind.get(kind.code):
            _apply_kind(kind, mine, batch)
    # deletes come last, children before those they refer to: what else the batch says about them is known by then
    for kind in reversed(in_order()):
        gone = [item for item in by_kind.get(kind.code, ()) if not item.status]
        if gone:
            deletes.apply(kind, gone, batch)
    erasing.apply([item for item in items if not item.status], batch)
    _show_ids(items)


def _apply_kind(kind: Kind[Any], items: list[Item], batch: Batch) -> None:
    known = judge.stored(kind, [item.guid for item in items], batch)
    if renamed := aliases.follow(kind, items, known, batch):
        known |= judge.stored(kind, renamed, batch)
    items = erasing.not_erased(kind, items)
    works = _read(kind, items, known, batch)
    extras.note(kind, works.values(), batch)
    winners, losers = judge.newest_of([item for item in items if not item.status])
    todo = _judge(kind, winners, known, batch)
    for _round in range(ROUNDS):
        late = writing.write(kind, _waves(kind, todo, works), known, batch)
        if not late:
            break
        # somebody else inserted the same keys at this moment: they are known now, judge again
        known |= judge.stored(kind, [item.guid for item in late], batch)
        for item in late:
            item.status = ""
        todo = _judge(kind, late, known, batch)
    else:
        raise OperationalError("the keys of the batch are being written by others, again and again")
    judge.settle_losers([pair for pair in losers if not pair[0].status])


def _read(kind: Kind[Any], items: list[Item], known: dict[UUID, Stored], batch: Batch) -> dict[int, Work[Any]]:
    """Shapes and values of every row that is not already stored exactly so; malformed ones are refused (before R3)."""
    works = {}
    for item in items:
        have = known.get(item.guid)
        if item.op == "delete" or (have and have.content_hash == item.content_hash and not have.is_deleted):
            continue
        try:
            works[item.n] = _work(kind, item, batch)
        except Fault as fault:
            if fault.waits:
                item.fault = fault  # an older or a known row is not deferred: that is judged first
            else:
                item.refuse(fault)
    return works


def _work(kind: Kind[Any], item: Item, batch: Batch) -> Work[Any]:
    data, told = _meaning(kind, item, batch)
    extra = shapes.extras(item.data, kind.shape)
    # a cleared field of a column that is never empty stands at its default
    row = {
        column: kind.columns.get(column) if value is None else value
        for column, value in told.items()
        if value is not UNSET
    }
    work = Work(item.n, item.guid, item.version, data, row, item.content_hash, new_id(), extra=extra or None)
    item.warnings = work.warnings = kind.warnings(data, batch.reading)
    return work


def _meaning(kind: Kind[Any], item: Item, batch: Batch) -> tuple[Any, dict[str, Any]]:
    """The shape and its columns; codes of another book are looked up once one of them is not ours."""
    try:
        data = shapes.read(item.data, kind.shape)
        return data, kind.row(data, batch.reading)
    except Fault as fault:
        translated = codes.translated(kind, item.data, batch) if fault.code == "unknown_enum" else None
        if translated is None:
            raise
    data = shapes.read(translated, kind.shape)
    return data, kind.row(data, batch.reading)


def _judge(kind: Kind[Any], items: Sequence[Item], known: dict[UUID, Stored], batch: Batch) -> list[Item]:
    """Settles what changes nothing and returns the upserts to write; deletes wait for their turn."""
    todo, advanced = [], []
    for item in items:
        have = known.get(item.guid)
        try:
            said = judge.verdict(item, have, batch.waiting.get((kind.code, item.guid)))
        except Fault as fault:
            item.refuse(fault)
            continue
        if said == "apply":
            if item.fault is not None:
                item.stop(item.fault)
            else:
                todo.append(item)
            continue
        item.settle("unchanged" if said == "advance" else said, have.id if have else None)
        if said == "advance" and have and have.id:
            advanced.append((have.id, item.version))
    writing.advance(kind, advanced)
    return [item for item in todo if item.op == "upsert"]


def _waves(kind: Kind[Any], items: Sequence[Item], works: dict[int, Work[Any]]) -> list[list[tuple[Item, Work[Any]]]]:
    """Rows that refer to rows of their own kind in this batch come after them."""
    first: list[tuple[Item, Work[Any]]] = []
    second: list[tuple[Item, Work[Any]]] = []
    for item in items:
        pair = (item, works[item.n])
        (second if kind.follows(pair[1].data) else first).append(pair)
    return [wave for wave in (first, second) if wave]


def _show_ids(items: Sequence[Item]) -> None:
    """Turns row ids into the ids that the world sees."""
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    for item in items:
        if item.crm_id is not None:
            by_kind[item.kind].add(item.crm_id)
    for code, ids in by_kind.items():
        shown = KINDS.get(code).crm_ids(ids)
        if shown:
            for item in items:
                if item.kind == code and item.crm_id is not None:
                    item.crm_id = shown.get(item.crm_id, item.crm_id)


__all__ = ["apply"]
