"""Rows written as CSV or XLSX: one row at a time, however many there are, and never as a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.functional import Promise

FORMATS = ("csv", "xlsx")
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "'", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_000
SHEET_NAME = "1"


@dataclass(frozen=True)
class Column:
    """A column: its head for people and the value that it takes from a row."""

    label: str | Promise
    value: Callable[[Any], Any]


def harmless(text: str) -> str:
    """Text that a spreadsheet cannot take for a formula; undone by taking one apostrophe off the front."""
    clean = text.replace("\0", "")[:LONGEST_CELL]
    return "'" + clean if clean.startswith(TRIGGERS) or clean.lstrip().startswith(TRIGGERS) else clean


def cell(value: Any) -> Any:
    """What goes into the cell: figures and days as such, everything else as harmless text."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, date):
        return value
    return harmless(str(value))


def lines(columns: list[Column], rows: Iterable[Any]) -> Iterator[list[Any]]:
    for row in rows:
        yield [cell(column.value(row)) for column in columns]


def write_csv(target: IO[bytes], columns: list[Column], rows: Iterable[Any]) -> None:
    """UTF-8 with a mark and semicolons: opens in a Russian Excel by double click."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(str(column.label)) for column in columns])
    for line in lines(columns, rows):
        writer.writerow([moment_text(value) for value in line])
    text.flush()
    text.detach()


def moment_text(value: Any) -> Any:
    """Days and moments as ISO 8601, moments without fractions."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def write_xlsx(target: IO[bytes], columns: list[Column], rows: Iterable[Any]) -> None:
    """A workbook with a frozen head; rows leave memory as they are written."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet(SHEET_NAME)
    head = book.add_format({"bold": True, "bottom": 1})
    faces: dict[type, Any] = {
        datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        date: book.add_format({"num_format": "dd.mm.yyyy"}),
    }
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(columns) - 1, 0), 22)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, harmless(str(column.label)), head)
    for number, line in enumerate(lines(columns, rows), start=1):
        for at, value in enumerate(line):
            write_cell(sheet, number, at, value, faces)
    book.close()


def write_cell(sheet: Any, row: int, column: int, value: Any, faces: dict[type, Any]) -> None:
    """One cell by its type; text goes in as text whatever it looks like."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value))
    elif isinstance(value, datetime | date):
        sheet.write_datetime(row, column, value, faces[datetime if isinstance(value, datetime) else date])
    elif value:
        sheet.write_string(row, column, value)


WRITERS: dict[str, Callable[[IO[bytes], list[Column], Iterable[Any]], None]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
}
