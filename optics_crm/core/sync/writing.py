"""Inserts and updates of one kind: references, the guarded statements, then what the kind adds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from optics_crm.core.sync import copying, erasing, judge, refs, tables
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.items import Item
from optics_crm.core.sync.judge import Stored
from optics_crm.core.sync.kinds import Batch, Kind, Work
from optics_crm.core.sync.ownership import settling

Pair = tuple[Item, Work[Any]]
OWN = ("id", "client_id", "guid", "version", "content_hash", "extra")
UNIQUE_VIOLATION = "23505"
Columns = Sequence[tuple[str, Any]]
Cells = Mapping[type, Callable[[Any], str]]


def write(kind: Kind[Any], waves: Sequence[Sequence[Pair]], known: dict[UUID, Stored], batch: Batch) -> list[Item]:
    """Writes the rows, wave by wave; returns the items whose objects somebody else wrote in the meantime."""
    late: list[Item] = []
    for wave in waves:
        ready, overtaken = _compare(kind, wave, known)
        linked = _link(kind, ready, batch)
        kind.about_to_write([work for _item, work in linked], batch)
        done, missed = _store(kind, linked, batch)
        late += [*overtaken, *missed]
        if done:
            _forget_graves(kind, done, known, batch)
            batch.found.setdefault(kind.code, {}).update({work.guid: work.id for work in done})
            kind.written(done, batch)
    return late


def advance(kind: Kind[Any], rows: Sequence[tuple[UUID, int]]) -> None:
    tables.advance(kind.table, rows)


def _link(kind: Kind[Any], wave: Sequence[Pair], batch: Batch) -> list[Pair]:
    refs.find((need for _item, work in wave for need in kind.needs(work.data)), batch)
    linked = []
    for item, work in erasing.of_nobody_erased(kind, wave):
        work.row = dict(work.told)  # linked anew when the object turns out to exist already
        try:
            kind.link(work, batch)
        except Fault as fault:
            item.stop(fault)
        else:
            linked.append((item, work))
    settling.settle(kind, linked, batch)
    return linked


def _compare(kind: Kind[Any], wave: Sequence[Pair], known: dict[UUID, Stored]) -> tuple[list[Pair], list[Item]]:
    """Insert or update (a revived tombstone counts as created); known rows are locked, newer ones are left to judge."""
    for item, work in wave:
        item.status, have = "created", known.get(item.guid)
        if have is not None and have.id is not None:
            work.is_new, work.id, work.is_revived = False, have.id, have.is_deleted
            item.status = "created" if have.is_deleted else "updated"
        item.crm_id = work.id
    there = [work.id for _item, work in wave if not work.is_new]
    locked = judge.lock(kind, there) if there else {}
    ready, overtaken = [], []
    for item, work in wave:
        if not work.is_new:
            version, work.before = locked.get(work.id, (work.version, {}))
            if version >= work.version:
                overtaken.append(item)
                continue
        ready.append((item, work))
    return ready, overtaken


def _store(kind: Kind[Any], pairs: Sequence[Pair], batch: Batch) -> tuple[list[Work[Any]], list[Item]]:
    fresh = sorted((work for _item, work in pairs if work.is_new), key=lambda work: work.guid.int)
    known = [work for _item, work in pairs if not work.is_new]
    went_in = _insert(kind, fresh, batch)
    went_in |= tables.update(
        kind.table, ["client_id", "version", "content_hash", *kind.columns], [_known_row(work, batch) for work in known]
    )
    done = [work for _item, work in pairs if work.id in went_in]
    return done, [item for item, work in pairs if work.id not in went_in]


def _insert(kind: Kind[Any], works: Sequence[Work[Any]], batch: Batch) -> set[UUID]:
    """The ids that went in: all of them, but for keys that somebody else inserts at this moment."""
    if kind.is_copied and works and _copy(kind, works, batch):
        return {work.id for work in works}
    return tables.insert_new(
        kind.table,
        [*OWN, *kind.columns],
        [_fresh_row(kind, work, batch) for work in works],
        "ON CONFLICT (client_id, guid) DO NOTHING",
    )


def _copy(kind: Kind[Any], works: Sequence[Work[Any]], batch: Batch) -> bool:
    """COPY knows no ON CONFLICT: where a key was taken since we looked, nothing goes in and the answer is False."""
    told = set[str]().union(*(work.row for work in works))
    varied = [(column, default) for column, default in kind.columns.items() if column in told]
    same = {column: default for column, default in kind.columns.items() if column not in told and default is not None}
    same |= {"client_id": batch.client.pk, "created_at": batch.reading.now, "updated_at": batch.reading.now}
    columns = ["id", "guid", "version", "content_hash", "extra", *(column for column, _default in varied), *same]
    end = "".join(f"\t{copying.cell(value)}" for value in same.values()) + "\n"
    lines = (_line(work, varied, copying.CELLS) + end for work in works)
    try:
        with transaction.atomic():
            copying.copy_lines(kind.table, columns, lines)
    except IntegrityError as error:
        if getattr(error.__cause__, "pgcode", None) == UNIQUE_VIOLATION:
            return False
        raise
    return True


def _line(work: Work[Any], columns: Columns, cells: Cells) -> str:
    row = work.row
    told = "\t".join([cells[type(value := row.get(column, default))](value) for column, default in columns])
    extra = copying.cell(work.extra)
    return f"{work.id.hex}\t{work.guid.hex}\t{work.version}\t\\\\x{work.content_hash.hex()}\t{extra}\t{told}"


def _own(work: Work[Any], batch: Batch) -> dict[str, Any]:
    return {
        "id": work.id,
        "client_id": batch.client.pk,
        "version": work.version,
        "content_hash": tables.bytea(work.content_hash),
    }


def _fresh_row(kind: Kind[Any], work: Work[Any], batch: Batch) -> dict[str, Any]:
    return {**kind.columns, **work.row, **_own(work, batch), "guid": work.guid, "extra": work.extra}


def _known_row(work: Work[Any], batch: Batch) -> dict[str, Any]:
    row = {**work.row, **_own(work, batch)}
    return {**row, "more": work.extra} if work.extra else row


def _forget_graves(kind: Kind[Any], works: Sequence[Work[Any]], known: dict[UUID, Stored], batch: Batch) -> None:
    """An object that exists needs no tombstone beside it."""
    graves = [work.guid for work in works if work.guid in known and known[work.guid].id is None]
    if graves:
        tables.ask(
            "DELETE FROM core_synctombstone WHERE client_id = %s AND kind = %s AND guid = ANY(%s::uuid[])",
            [batch.client.pk, kind.code, graves],
        )
