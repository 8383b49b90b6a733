"""A file of people in, a file of pairs out; no database."""

import csv
import datetime as dt
import re
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from customers.identity.keys import Record, keys_of
from customers.identity.matching.answers import Answers, answers
from customers.identity.matching.columns import Columns, columns_of, joined
from customers.identity.matching.features import side_of
from customers.identity.matching.model import model
from customers.identity.matching.population import population_of
from customers.identity.matching.scoring import score_side

FIELDS = ("id", "last_name", "first_name", "middle_name", "birth_date", "phone", "email", "address")
OUT = ("id1", "id2", "score", "verdict")
CHUNK = 25_000
_SEVERAL = re.compile(r"[,;|\n]+")
_RUSSIAN_DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")
_EARLIEST = dt.date(1900, 1, 1)
_LONGEST_CELL = 10_000_000
Cells = tuple[str, ...]
Step = Callable[[str, int], None]


class UnusableFile(ValueError):
    """The file cannot be matched; the message says why in one line."""


@dataclass(slots=True)
class People:
    """Ids in order of the file, and the columns of the same records."""

    ids: list[str]
    table: Columns


def match_file(
    source: Path, target: Path, today: dt.date, workers: int = 2, step: Step | None = None
) -> dict[str, int]:
    """Matches the people of `source` into `target`; counts by verdict. Raises `UnusableFile`."""
    tell = step or _silent
    people = read_people(source, today, workers, tell)
    tell("candidates", len(people.ids))
    side = side_of(people.table, population_of(people.table))
    scored = score_side(side, model(), workers)
    tell("pairs", scored.compared)
    found = answers(side, scored, today)
    tell("writing", len(found.a))
    write_pairs(target, people.ids, found)
    kinds, numbers = np.unique(found.verdict.astype(str), return_counts=True)
    return {
        "records": len(people.ids),
        "candidates": scored.compared,
        **dict(zip(kinds.tolist(), numbers.tolist(), strict=True)),
    }


def read_people(source: Path, today: dt.date, workers: int, tell: Step) -> People:
    """Reads the file and makes keys, chunk by chunk in `workers` processes."""
    ids: list[str] = []
    parts: list[Columns] = []
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        waiting: deque[Future[Columns]] = deque()
        for chunk in _chunks(source):
            ids.extend(cells[0] for cells in chunk)
            waiting.append(pool.submit(_keyed, chunk, today))
            if len(waiting) > 2 * workers:
                parts.append(waiting.popleft().result())
                tell("keys", len(ids))
        parts.extend(future.result() for future in waiting)
    if len(set(ids)) < len(ids):
        raise UnusableFile("the column id holds a value twice")
    return People(ids, joined(parts) if parts else columns_of([]))


def write_pairs(target: Path, ids: list[str], found: Answers) -> None:
    """The pairs as CSV."""
    with target.open("w", newline="", encoding="utf8") as file:
        writer = csv.writer(file)
        writer.writerow(OUT)
        names = (map(ids.__getitem__, rows.tolist()) for rows in (found.a, found.b))
        writer.writerows(zip(*names, map("{:.9f}".format, found.same.tolist()), found.verdict, strict=True))


def _chunks(source: Path) -> Iterator[list[Cells]]:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with source.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            header = next(reader, [])
            missing = [name for name in FIELDS if name not in header]
            if missing:
                raise UnusableFile(f"columns missing: {', '.join(missing)}")
            places = [header.index(name) for name in FIELDS]
            rows = (_cells(row, places, reader.line_num) for row in reader if row)
            while chunk := list(islice(rows, CHUNK)):
                yield chunk
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnusableFile(f"{source}: {error}") from error


def _cells(row: list[str], places: list[int], line: int) -> Cells:
    if len(row) <= max(places):
        raise UnusableFile(f"line {line}: {len(row)} cells, {max(places) + 1} are needed")
    return tuple(row[place] for place in places)


def _keyed(chunk: list[Cells], today: dt.date) -> Columns:
    return columns_of([keys_of(_record(cells, today)) for cells in chunk])


def _record(cells: Cells, today: dt.date) -> Record:
    _, last, first, middle, born, phone, email, address = cells
    phones = tuple(_SEVERAL.split(phone)) if phone else ()
    return Record(last, first, middle, _date(born, today), phones, email, address)


def _date(text: str, today: dt.date) -> dt.date | None:
    """ISO or Russian; None for no date, and for one that nobody living was born on."""
    found = _RUSSIAN_DATE.fullmatch(text.strip())
    try:
        date = dt.date.fromisoformat("-".join(reversed(found.groups())) if found else text.strip())
    except ValueError:
        return None
    return date if _EARLIEST <= date <= today else None


def _silent(_what: str, _number: int) -> None:
    return None
