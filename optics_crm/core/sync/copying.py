"""COPY of fresh rows straight into their tables: the least that a row can cost, on both sides of the connection.

Rows are written as text while PostgreSQL reads them, so that the two work at the same time.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

NULL = "\\N"
PART = 100  # rows that are handed over at once
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def text(value: str) -> str:
    """A text as a cell."""
    if "\\" in value or not value.isprintable():
        return value.translate(_ESCAPES)
    return value


def _null(_value: None) -> str:
    return NULL


def _bool(value: bool) -> str:
    return "t" if value else "f"


def _uuid(value: UUID) -> str:
    return value.hex


def _bytes(value: bytes) -> str:
    return f"\\\\x{value.hex()}"


def _json(value: Any) -> str:
    return text(msgspec.json.encode(value).decode())


CELLS: dict[type, Callable[[Any], str]] = {
    type(None): _null,
    str: text,
    int: str,
    bool: _bool,
    float: repr,
    Decimal: str,
    UUID: _uuid,
    bytes: _bytes,
    dt.date: dt.date.isoformat,
    dt.datetime: dt.datetime.isoformat,
    dict: _json,
    list: _json,
}


def cell(value: Any) -> str:
    """Any value of a row; lists and dicts are those of jsonb columns."""
    return CELLS[type(value)](value)


class _Stream:
    """What psycopg2 reads from: some rows at a time."""

    def __init__(self, rows: Iterable[str]) -> None:
        self.rows = iter(rows)

    def read(self, _size: int) -> bytes:
        return "".join(islice(self.rows, PART)).encode()


def copy_lines(table: str, columns: Iterable[str], lines: Iterable[str]) -> None:
    """Copies rows that are text already: cells between tabs, a line end behind the last.

    Raises django.db's errors as an INSERT does.
    """
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", _Stream(lines))


def copy(table: str, columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copies rows of values."""
    copy_lines(table, columns, ("\t".join([CELLS[type(value)](value) for value in row]) + "\n" for row in rows))
