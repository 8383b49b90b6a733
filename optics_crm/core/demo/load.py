"""The load: places and logins by the ORM, then people in chunks from worker processes through one COPY."""

import gzip
import io
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.pool import AsyncResult
from pathlib import Path

from django.db import connection, transaction

from optics_crm.core import clock
from optics_crm.core.demo.bare import bare
from optics_crm.core.demo.logins import write_demo_json
from optics_crm.core.demo.plugs import FINISHES, SETUPS, SHEETS, TELLERS
from optics_crm.core.demo.tokens import tokens
from optics_crm.core.demo.world import Chunk, World
from optics_crm.core.models import Installation

CHUNK = 1000
AHEAD = 3  # parts that wait for COPY per worker: bounds the memory of a load of a million
TRUTH = "demo_truth.csv.gz"
TRUTH_HEAD = "kind,id,true_person,true_household,last_name,first_name,middle_name,birth_date,phone,flaws\n"

Progress = Callable[[int], object]


@dataclass(frozen=True)
class ChunkJob:
    """Which part of the people one call makes."""

    index: int
    first: int
    size: int


@dataclass(frozen=True)
class Told:
    """A finished part: the text of each sheet and what is true about it."""

    size: int
    texts: dict[str, bytes]
    truth: str


_world: World | None = None


def load(world: World, folder: Path | None, progress: Progress) -> None:
    """Fills the empty database with the chain, in one transaction.

    `folder` takes `demo.json` (how to log in) and `demo_truth.csv.gz` (what is true about flawed cards).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        for step in SETUPS:
            step(world)
        if world.customers:
            with bare([plug.table for plug in SHEETS], memory_mb=_memory_mb(world.customers)):
                _fill(world, folder / TRUTH if folder else None, progress)
        cursor.execute("ANALYZE")
        for step in FINISHES:
            step(world)
        if folder:
            world.told |= tokens()
            write_demo_json(folder / "demo.json", world)
        Installation.objects.filter(id=1).update(is_demo=True, demo_seed=world.seed, demo_as_of=world.as_of)
    clock.forget()


def chunk_jobs(customers: int) -> list[ChunkJob]:
    """The people cut into parts; the cut does not depend on how many workers there are."""
    return [
        ChunkJob(index, first, min(CHUNK, customers - first)) for index, first in enumerate(range(0, customers, CHUNK))
    ]


def tell(world: World, job: ChunkJob) -> Told:
    """Makes one part: every app's teller writes its lines."""
    chunk = Chunk(world, job.index, job.size, job.first)
    for teller in TELLERS:
        teller(chunk)
    return Told(job.size, chunk.texts(), "".join(chunk.truth))


def _fill(world: World, truth: Path | None, progress: Progress) -> None:
    partial = truth.with_suffix(".part") if truth else None
    with gzip.open(partial or os.devnull, "wt", encoding="utf-8", compresslevel=3) as aside:
        aside.write(TRUTH_HEAD)
        for told in _told(world):
            copy_in(told.texts, frozen=True)
            aside.write(told.truth)
            progress(told.size)
    if partial and truth:
        partial.chmod(0o600)
        partial.replace(truth)


def _told(world: World) -> Iterator[Told]:
    global _world
    jobs = chunk_jobs(world.customers)
    _world = world
    if len(jobs) == 1:
        yield tell(world, jobs[0])
        return
    workers = max(1, min(os.cpu_count() or 1, 8))
    waiting: deque[AsyncResult[Told]] = deque()
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for job in jobs:
            waiting.append(pool.apply_async(_tell_here, (job,)))
            if len(waiting) > workers * AHEAD:
                yield waiting.popleft().get()
        while waiting:
            yield waiting.popleft().get()


def _tell_here(job: ChunkJob) -> Told:
    assert _world is not None
    return tell(_world, job)


def copy_in(texts: dict[str, bytes], *, frozen: bool) -> None:
    """Writes the sheets into their tables; `frozen` only into tables that this transaction has emptied."""
    option = " (FREEZE)" if frozen else ""
    with connection.cursor() as cursor:
        for plug in SHEETS:
            text = texts.get(plug.table)
            if text:
                columns = ", ".join(map(connection.ops.quote_name, plug.columns))
                cursor.copy_expert(f"COPY {plug.table} ({columns}) FROM STDIN{option}", io.BytesIO(text), 1 << 20)


def _memory_mb(customers: int) -> int:
    return 64 if customers < 100_000 else 512
