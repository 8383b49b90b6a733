"""Asks how many people a rule means, who some of them are, and how many can be written to."""

import datetime as dt
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from aftercare import rollup
from aftercare.segments.compile import Compiled, compiled_rule
from aftercare.segments.nodes import Group
from aftercare.segments.rules import read_rule
from optics_crm.core import clock

PATIENCE_MS = 30_000
CATCH_UP_MOST = 5_000
LARGEST_SAMPLE = 1_000

# reached by SMS: a mobile number that neither refuses nor is dead; living people only
MAY_BE_REACHED = "p.deceased_on IS NULL AND NOT p.opted_out"


def reached_by(phone: str) -> str:
    """Whether a row of customers_phone is the number by which person `p` can be reached."""
    return f"""{phone}.id = p.main_phone_id AND {phone}.is_mobile AND {phone}.refused_at IS NULL
        AND {phone}.unreachable_at IS NULL"""


REACHABLE = f"{MAY_BE_REACHED} AND EXISTS (SELECT 1 FROM customers_phone ph WHERE {reached_by('ph')})"


@dataclass(frozen=True)
class Counted:
    """`seconds` is the time of the database and of the compilation."""

    count: int
    sample: list[uuid.UUID]
    seconds: float
    reachable: int | None = None
    consented: int | None = None


@contextmanager
def planner() -> Iterator[CursorWrapper]:
    """A cursor for statements over the whole base: room for hashes, no compilation of plans, an end to patience."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS:d}")
        yield cursor


def count_rule(
    rule: Mapping[str, Any] | Group, as_of: dt.date | None = None, *, sample: int = 0, reach: bool = False
) -> Counted:
    """People of the rule on that day (today); up to `sample` of their ids, the same ones each time."""
    started = time.perf_counter()
    group = rule if isinstance(rule, Group) else read_rule(rule)
    rollup.catch_up(most=CATCH_UP_MOST)
    day = as_of or clock.today()
    with planner() as cursor:
        compiled = compiled_rule(group, day)
        count, reachable, consented = _reach(cursor, day, group) if reach else (_count(cursor, compiled), None, None)
        ids = _sample(cursor, day, group, min(sample, LARGEST_SAMPLE)) if sample and count else []
    return Counted(count, ids, time.perf_counter() - started, reachable, consented)


def _count(cursor: CursorWrapper, compiled: Compiled) -> int:
    cursor.execute(compiled.count(), compiled.params)
    return int(cursor.fetchone()[0])


def _reach(cursor: CursorWrapper, day: dt.date, group: Group) -> tuple[int, int, int]:
    """In the segment, of those reachable, of those agreed to advertising: each a part of the one before."""
    rows = compiled_rule(group, day, with_person=True)
    cursor.execute(
        f"""SELECT count(*), count(*) FILTER (WHERE {REACHABLE}),
                   count(*) FILTER (WHERE p.consent_ads AND {REACHABLE})
            FROM {rows.source} WHERE {rows.condition}""",
        rows.params,
    )
    count, reachable, consented = cursor.fetchone()
    return int(count), int(reachable), int(consented)


def _sample(cursor: CursorWrapper, day: dt.date, group: Group, size: int) -> list[uuid.UUID]:
    """In the order of the stable random number: spread over the base, and the same at each asking."""
    rows = compiled_rule(group, day, with_person=True)
    cursor.execute(
        f"""SELECT {rows.id} FROM {rows.source} WHERE {rows.condition}
            ORDER BY p.bucket, {rows.id} LIMIT %(sample_size)s""",
        {**rows.params, "sample_size": size},
    )
    return [row[0] for row in cursor.fetchall()]
