"""Figures measured: any number of them, by any slices, in one statement; and the very calls behind one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Expression, QuerySet, UUIDField

from contactcenter.kpis import workload
from contactcenter.kpis.base import Kpi, Unit, in_order
from contactcenter.kpis.contacts import contacts, source
from contactcenter.kpis.figures import Figure
from contactcenter.kpis.frames import SLICES, Frame
from contactcenter.models import Call

Figures = dict[str, Figure]
Params = dict[str, Any]
NAMED = re.compile(r"%\((\w+)\)s")


class Selected(Expression):
    """Ids that a statement of our own selects; its values are parameters."""

    def __init__(self, sql: str, params: tuple[Any, ...]) -> None:
        super().__init__(output_field=UUIDField())
        self.sql, self.params = sql, params

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"({self.sql})", self.params


@dataclass(frozen=True)
class Measured:
    """Figures by their keys: of the whole frame, and of each part of each slice that was asked for."""

    total: Figures
    parts: dict[str, dict[Any, Figures]] = field(default_factory=dict)


def measure(frame: Frame, *slices: str, kpis: Sequence[Kpi] = ()) -> Measured:
    """The figures (all of them unless some are named) of a frame, whole and by slices. Four queries; one more where a
    workload is among them.
    """
    chosen = list(kpis or in_order())
    params = frame.params()
    found = Measured({one.key: Figure(one, 0, 0, 0, params) for one in chosen}, {key: {} for key in slices})
    counted = [one for one in chosen if one.unit != Unit.WORKLOAD]
    for place, key, cells in _ask(_statement(frame, slices, counted), params, slices):
        _put(found, place, key, _figures(counted, cells, params))
    for one in chosen:
        if one.unit == Unit.WORKLOAD:
            _measure_time(found, one, frame, slices, params)
    return found


def _measure_time(found: Measured, one: Kpi, frame: Frame, slices: Sequence[str], params: Params) -> None:
    """The workload of the parts that are there anyway: an hour without a contact has no line of its own."""
    for figures in (part for parts in found.parts.values() for part in parts.values()):
        figures[one.key] = Figure(one, 0, 0, 0, params)
    timed = [key for key in slices if key != "line"]
    if not workload.can_tell(frame):
        return
    for place, key, (work, present) in _ask(workload.statement(frame, timed), params, timed):
        if place is None or key in found.parts[place]:
            _put(found, place, key, {one.key: Figure(one, work, present, 0, params)})


def _put(found: Measured, place: str | None, key: Any, figures: dict[str, Figure]) -> None:
    (found.total if place is None else found.parts[place].setdefault(key, {})).update(figures)


def _ask(sql: str, params: Params, slices: Sequence[str]) -> Iterator[tuple[str | None, Any, Sequence[Any]]]:
    """The rows of a statement: the slice (None: the whole), the part's key, the sums."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    for mask, *cells in rows:
        place = _place(mask, len(slices))
        sums = cells[len(slices) :]
        yield (None, None, sums) if place is None else (slices[place], cells[place], sums)


def calls_behind(kpi: Kpi, frame: Frame, *, rest: bool = False) -> "QuerySet[Call]":
    """The calls that the figure counts; `rest`: those of its lower part that it does not."""
    condition = f"({kpi.population}) AND NOT coalesce({kpi.counted}, false)" if rest else kpi.counted
    named = f"{contacts(frame.only())}\nSELECT c.id {source(kpi.needs)}\n WHERE {condition}"
    return selected(named, frame.params())


def selected(named: str, params: Params) -> "QuerySet[Call]":
    """The calls whose ids a statement with named parameters selects."""
    values = tuple(params[name] for name in NAMED.findall(named))
    return Call.objects.filter(pk__in=Selected(NAMED.sub("%s", named), values))


def _statement(frame: Frame, slices: Sequence[str], kpis: Sequence[Kpi]) -> str:
    by = [SLICES.get(key).sql for key in slices]
    sums = [part for one in kpis for part in _sums(one)]
    mask = f"grouping({', '.join(by)})" if by else "0"
    needs = {name for one in kpis for name in one.needs}
    grouped = f"\n GROUP BY GROUPING SETS ({', '.join(f'({sql})' for sql in by)}, ())" if by else ""
    return f"{contacts(frame.only())}\nSELECT {', '.join([mask, *by, *sums])}\n  {source(needs)}{grouped}"


def _sums(one: Kpi) -> tuple[str, str, str]:
    """The upper and the lower part, and the sum of squares of a mark."""
    where = f"FILTER (WHERE {one.counted})"
    top = f"coalesce(sum({one.sums}) {where}, 0)" if one.sums else f"count(*) {where}"
    if one.unit == Unit.SHARE:
        bottom = f"count(*) FILTER (WHERE {one.among})"
    else:
        bottom = f"coalesce(sum({one.per}) {where}, 0)" if one.per else f"count(*) {where}"
    squares = f"coalesce(sum(({one.sums}) * ({one.sums})) {where}, 0)" if one.unit == Unit.MARK else "0"
    return top, bottom, squares


def _figures(kpis: Sequence[Kpi], cells: Sequence[Any], params: Params) -> dict[str, Figure]:
    sums = [cells[at : at + 3] for at in range(0, len(cells), 3)]
    return {
        one.key: Figure(one, top, bottom, squares, rules=params)
        for one, (top, bottom, squares) in zip(kpis, sums, strict=True)
    }


def _place(mask: int, size: int) -> int | None:
    """Which slice a row is of: `grouping()` has a bit for every slice that it is not of, the first the highest."""
    whole = (1 << size) - 1
    if mask == whole:
        return None
    return size - (whole ^ mask).bit_length()
