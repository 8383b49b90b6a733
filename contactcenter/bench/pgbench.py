"""PostgreSQL's own load generator on one statement: what the database alone can do with it."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from optics_crm.services.children import unprivileged_user
from optics_crm.services.postgres import usable_install

VARIABLE = ":phone"
DRAW = "SELECT phone FROM bench_numbers WHERE place = :place \\gset\n"


@dataclass(frozen=True)
class Ran:
    """Seconds on the clock, and those of each transaction."""

    seconds: float
    each: list[float]


@contextmanager
def drawn_from(phones: Sequence[str]) -> Iterator[None]:
    """Numbers for `run` to draw from."""
    with connection.cursor() as sql:
        sql.execute("DROP TABLE IF EXISTS bench_numbers")
        sql.execute(
            "CREATE TABLE bench_numbers AS SELECT place, phone FROM unnest(%s) WITH ORDINALITY AS n (phone, place)",
            [list(phones)],
        )
        sql.execute("CREATE UNIQUE INDEX ON bench_numbers (place)")
        sql.execute("ANALYZE bench_numbers")
    try:
        yield
    finally:
        with connection.cursor() as sql:
            sql.execute("DROP TABLE bench_numbers")


def run(statement: str, *, clients: int, each_client: int) -> Ran:
    """Each client draws a number and runs the statement so many times, prepared, with one plan for all numbers."""
    program = usable_install(unprivileged_user()) / "bin" / "pgbench"
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "look_up.sql"
        draw = f"\\set place random(1, {_count()})\n{DRAW}"
        script.write_text(f"{draw}{' '.join(statement.split())};\n")
        command = [str(program), "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-t", str(each_client)]
        command += ["--log", f"--log-prefix={folder}/log", "-f", str(script), os.environ["DATABASE_URL"]]
        env = os.environ | {"PGOPTIONS": "-c plan_cache_mode=force_generic_plan"}
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
        seconds = time.perf_counter() - began
        if done.returncode != 0:
            raise RuntimeError(f"pgbench: {done.stderr.strip()[-500:]}")
        lines = [line.split() for path in Path(folder).glob("log.*") for line in path.read_text().splitlines()]
    return Ran(seconds, [int(line[2]) / 1e6 for line in lines])


def _count() -> int:
    with connection.cursor() as sql:
        sql.execute("SELECT count(*) FROM bench_numbers")
        return int(sql.fetchone()[0])
