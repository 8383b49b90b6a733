"""Comparisons as SQL. Each is two-valued: a missing value fails, and a turned-round comparison is its complement."""

import datetime as dt
from typing import Any

from aftercare.segments.durations import resolve
from aftercare.segments.frame import Frame
from aftercare.segments.kinds import DATE, SALON, Kind

OPPOSITE = {"!=": "=", "not_in": "in", "is_not_set": "is_set"}
SHORT_WINDOW = 31


def turn(op: str, negated: bool) -> tuple[str, bool]:
    """A negative comparison as its positive one, turned round."""
    return (OPPOSITE[op], not negated) if op in OPPOSITE else (op, negated)


def complement(sql: str, negated: bool) -> str:
    """`IS NOT TRUE`, so that whoever lacks the value is on the other side; positive ones leave indexes usable."""
    return f"({sql}) IS NOT TRUE" if negated else sql


def comparison(frame: Frame, expression: str, kind: Kind, op: str, value: Any, *, negated: bool = False) -> str:
    """`expression op value` of a single-valued field."""
    op, negated = turn(op, negated)
    return complement(_positive(frame, expression, kind, op, value), negated)


def _positive(frame: Frame, expression: str, kind: Kind, op: str, value: Any) -> str:
    if kind is SALON and op in ("=", "in"):
        return f"{expression} = ANY({salons(frame, value if op == 'in' else (value,))})"
    match op:
        case "is_set":
            sql = f"{expression} IS NOT NULL"
        case "anniversary_in":
            sql = anniversary(frame, expression, value)
        case "in":
            sql = f"{expression} = ANY({place(frame, kind, list(value))})"
        case "contains":
            sql = f"strpos({expression}, {frame.param(value)}) > 0"
        case "between":
            sql = f"{expression} BETWEEN {place(frame, kind, value[0])} AND {place(frame, kind, value[1])}"
        case _:  # the grammar's own signs
            sql = f"{expression} {op} {place(frame, kind, value)}"
    return sql


def place(frame: Frame, kind: Kind, value: Any) -> str:
    """A parameter of the right type; durations become days."""
    if kind is not DATE:
        return frame.param(value)
    if isinstance(value, list):
        return f"{frame.param([resolve(item, frame.as_of) for item in value])}::date[]"
    return f"{frame.param(resolve(value, frame.as_of))}::date"


def salons(frame: Frame, values: tuple[Any, ...]) -> str:
    """Ids of salons that are named by id or by guid; asked once a statement."""
    names = frame.param([str(value) for value in values])
    return f"ARRAY(SELECT id FROM core_salon WHERE id = ANY({names}::uuid[]) OR guid = ANY({names}::uuid[]))"


def anniversary(frame: Frame, expression: str, days: int) -> str:
    """The day of year falls within the next days; 29 February is kept on 28 February of a common year."""
    pairs = sorted(days_of_year(frame.as_of, days))
    month, day = f"EXTRACT(MONTH FROM {expression})", f"EXTRACT(DAY FROM {expression})"
    if days <= SHORT_WINDOW:  # spelt out, so that the birthday index serves it
        return "(" + " OR ".join(f"({month} = {m:d} AND {day} = {d:d})" for m, d in pairs) + ")"
    return f"{month} * 100 + {day} = ANY({frame.param([m * 100 + d for m, d in pairs])})"


def days_of_year(start: dt.date, days: int) -> set[tuple[int, int]]:
    """(month, day) of each day of [start, start + days)."""
    found = set()
    for offset in range(days):
        day = start + dt.timedelta(days=offset)
        found.add((day.month, day.day))
        if (day.month, day.day) == (2, 28) and (day + dt.timedelta(days=1)).day == 1:
            found.add((2, 29))
    return found


def members(frame: Frame, column: str, op: str, value: Any) -> str:
    """The condition on one member of a set-valued field."""
    if op == "is_set":
        return "TRUE"
    return f"{column} = ANY({frame.param(list(value) if op == 'in' else [value])})"
