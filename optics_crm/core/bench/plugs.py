"""The list of benchmarks and what each is given."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from optics_crm.core.bench.figures import Figure
from optics_crm.core.registry import Registry


@dataclass(frozen=True)
class BenchData:
    """The chain that a benchmark runs on: how many people and purchases it has, and which day it is there."""

    scale: float
    people: int
    purchases: int
    as_of: dt.date

    def scaled(self, n: int) -> int:
        """`n` at full size, smaller by BENCH_SCALE, at least 1."""
        return max(1, round(n * self.scale))

    def empty(self, *tables: str) -> None:
        """Takes away every row of the tables (and of those that point to them)."""
        names = ", ".join(connection.ops.quote_name(table) for table in tables)
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {names} CASCADE")


BenchFunction = Callable[[BenchData], list[Figure]]


@dataclass(frozen=True)
class BenchPart:
    """A benchmark by name; `with_data` says whether it needs the chain of a million."""

    name: str
    run: BenchFunction
    with_data: bool


BENCHES: Registry[BenchPart] = Registry("benchmarks")


def bench(name: str, *, with_data: bool = True) -> Callable[[BenchFunction], BenchFunction]:
    """Adds a function to the list; it returns one figure for each baseline."""

    def add(run: BenchFunction) -> BenchFunction:
        BENCHES.add(name, BenchPart(name, run, with_data))
        return run

    return add
