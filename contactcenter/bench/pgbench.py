"""PostgreSQL's own load generator on one statement: what the database alone can do with it."""

import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from optics_crm.services.children import unprivileged_user
from optics_crm.services.postgres import usable_install

MOST_SCRIPTS = 100  # pgbench takes 128


@dataclass(frozen=True)
class Ran:
    """Seconds on the clock, and those of each transaction."""

    seconds: float
    each: list[float]


def run(statements: Sequence[str], *, clients: int, each_client: int, url: str) -> Ran:
    """Each client runs so many of the statements, drawn at random, prepared."""
    program = usable_install(unprivileged_user()) / "bin" / "pgbench"
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for place, statement in enumerate(statements[:MOST_SCRIPTS]):
            path = Path(folder) / f"{place}.sql"
            path.write_text(f"{' '.join(statement.split())};\n")
            files += ["-f", str(path)]
        command = [str(program), "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2))]
        command += ["-t", str(each_client), "--log", f"--log-prefix={folder}/log", *files, url]
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - began
        if done.returncode != 0:
            raise RuntimeError(f"pgbench: {done.stderr.strip()[-500:]}")
        lines = [line.split() for path in Path(folder).glob("log.*") for line in path.read_text().splitlines()]
    return Ran(seconds, [int(line[2]) / 1e6 for line in lines])
