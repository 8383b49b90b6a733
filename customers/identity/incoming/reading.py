"""Rows of people out of a file: NDJSON of the exchange's `customer` items, or CSV as `identity_match` takes it."""

import csv
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from customers.identity.keys import Record
from optics_crm.core.errors import DomainError

MOST_ROWS = 300_000
LONGEST_LINE = 100_000
COLUMNS = (
    "last_name",
    "first_name",
    "middle_name",
    "birth_date",
    "phone",
    "email",
    "address",
    "city",
    "sex",
    "comment",
)
ENCODINGS = {"utf-8": "utf-8-sig", "windows-1251": "cp1251"}
UNREADABLE, BAD_DATE = "unreadable", "bad_date"
_SEVERAL = re.compile(r"[,;|\n]+")
_RUSSIAN_DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number in the file, what it says of a person, what could not be read of it."""

    number: int
    record: Record
    comment: str = ""
    faults: tuple[str, ...] = ()


def read(path: Path, encoding: str) -> Iterator[Row]:
    """The rows in their order. An unreadable line is a row that says nothing and has the fault.

    Refuses (422 `file_unreadable`, `file_too_long`) what is no such file at all, and more than 300,000 rows.
    """
    try:
        with path.open(encoding=ENCODINGS[encoding], newline="") as file:
            first = file.readline(LONGEST_LINE)
            file.seek(0)
            rows = _json_rows(file) if first.lstrip().startswith("{") else _csv_rows(file, first)
            for row in rows:
                if row.number > MOST_ROWS:
                    raise DomainError("file_too_long", _("The file has more than 300,000 rows: cut it into parts."))
                yield row
    except (UnicodeDecodeError, csv.Error, KeyError) as error:
        message = _("This is no such file: NDJSON of customers, or CSV with a head line and the chosen encoding.")
        raise DomainError("file_unreadable", message) from error


def _json_rows(file: Any) -> Iterator[Row]:
    for number, line in enumerate(file, 1):
        if line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: str) -> Row:
    try:
        item = json.loads(line) if len(line) <= LONGEST_LINE else None
    except ValueError:
        item = None
    data = item.get("data", item) if isinstance(item, Mapping) else None
    if not isinstance(data, Mapping):
        return Row(number, Record(), faults=(UNREADABLE,))
    phones = tuple(text for one in _list(data.get("phones")) if (text := _inner(one, "number")))
    emails = [text for one in _list(data.get("emails")) if (text := _inner(one, "address"))]
    said = {name: _text(data.get(name)) for name in COLUMNS if name not in ("phone", "email")}
    return _row(number, said, phones, emails[0] if emails else "")


def _csv_rows(file: Any, head: str) -> Iterator[Row]:
    reader = csv.DictReader(file, delimiter=";" if head.count(";") > head.count(",") else ",")
    if not {"last_name", "first_name"} <= set(reader.fieldnames or ()):
        raise csv.Error("no head line")
    for number, cells in enumerate(reader, 1):
        said = {name: _text(cells.get(name)) for name in COLUMNS}
        phones = tuple(part.strip() for part in _SEVERAL.split(said.pop("phone")) if part.strip())
        yield _row(number, said, phones, said.pop("email"))


def _row(number: int, said: dict[str, str], phones: tuple[str, ...], email: str) -> Row:
    born, is_date = _day(said["birth_date"])
    record = Record(
        last_name=said["last_name"][:150],
        first_name=said["first_name"][:150],
        middle_name=said["middle_name"][:150],
        birth_date=born,
        phones=tuple(phone[:120] for phone in phones[:20]),
        email=email[:254],
        address=said["address"][:300],
        city=said["city"][:100],
        sex=said["sex"] if said["sex"] in ("m", "f") else "",
    )
    return Row(number, record, said["comment"][:2000], () if is_date else (BAD_DATE,))


def _day(text: str) -> tuple[dt.date | None, bool]:
    """(the day, whether it is one); ISO or Russian. An empty one is no fault."""
    found = _RUSSIAN_DATE.fullmatch(text)
    try:
        return (dt.date.fromisoformat("-".join(reversed(found.groups())) if found else text) if text else None), True
    except ValueError:
        return None, False


def _text(value: Any) -> str:
    return str(value).replace("\0", "").strip() if isinstance(value, str | int | float) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _inner(one: Any, name: str) -> str:
    """A phone or an e-mail is an object, or just the text."""
    return _text(one.get(name) if isinstance(one, Mapping) else one)
