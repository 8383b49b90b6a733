"""Who is who in 100,000 and in a million generated people: ours, Splink as documented, Splink for families, rapidfuzz,
and gradient boosting of pairs alone as the limit.

`IDENTITY_FILES=a.csv,b.csv` takes files of one's own, with the columns of `identity_match` and `true_person`,
`true_household`. Each matcher runs in a process of its own on the same file, one after the other; memory is the largest
of its processes. A rival that takes longer than `PATIENCE` is stopped, and its row says after how many seconds.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from django.conf import settings

from customers.identity.training.families import families, write
from customers.identity.training.torture import torture
from customers.identity.training.truth import Truth, figures, read_truth
from optics_crm.core.bench import BenchData, Figure, bench

SIZES = {100_000: 7001, 1_000_000: 7011}  # seeds that nothing was learnt from
TORTURED, TORTURE_SEED = 1000, 7021
RIVALS = {"rapidfuzz": "rapidfuzz", "splink": "Splink, documented", "splink_family": "Splink, family and veto"}
LIMIT = "boosting"  # gradient boosting of pairs alone, learnt from other seeds
PATIENCE = 3600.0
LOOK = 0.2


@dataclass(slots=True)
class Run:
    """One matcher on one file: real and processor seconds, peak memory in GB, figures by the truth (none: stopped)."""

    seconds: float
    cpu: float
    memory: float
    figures: dict[str, float]

    @property
    def told(self) -> dict[str, float]:
        return {**self.figures, "peak_gb": self.memory, "cpu_seconds": self.cpu}


@bench("identity", with_data=False)
def identity(data: BenchData) -> list[Figure]:
    """A row for each size and rival; ours stands in every one, the rival's figures begin with `their_`, those of pairs
    alone with `limit_`.
    """
    rows: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="identity-") as folder:
        tortured = _tortured(data, Path(folder))
        for source in _files(data, Path(folder)):
            rows.extend(_compared(source, Path(folder), tortured))
    return rows


def _compared(source: Path, folder: Path, tortured: dict[str, float]) -> Iterator[Figure]:
    truth = read_truth(source)
    answer = folder / "answer.csv"
    size = len(truth.person)
    ours = _run(_ours(source, answer), answer, truth)
    limit = _run(_rival(LIMIT, source, answer), answer, truth)
    said = {**ours.told, **tortured, **_prefixed("limit", limit)}
    for key, title in RIVALS.items():
        if key != "rapidfuzz" and importlib.util.find_spec("splink") is None:
            continue
        rival = _run(_rival(key, source, answer), answer, truth)
        f1 = f"F1 {rival.figures['best_f1']:.3f}" if rival.figures else "stopped"
        yield Figure(
            f"identity {size:,}: {title}",
            n=size,
            seconds=ours.seconds,
            baseline=f"{title} ({f1}, ours {ours.figures['best_f1']:.3f})",
            baseline_seconds=rival.seconds,
            limit=f"boosting of pairs alone (F1 {limit.figures['best_f1']:.3f})",
            limit_seconds=limit.seconds,
            extra={**said, **_prefixed("their", rival)},
        )


def _prefixed(whose: str, run: Run) -> dict[str, float]:
    return {f"{whose}_{name}": value for name, value in run.told.items()}


def _files(data: BenchData, folder: Path) -> Iterator[Path]:
    given = [part for part in os.environ.get("IDENTITY_FILES", "").split(",") if part]
    if given:
        yield from map(Path, given)
        return
    for size, seed in SIZES.items():
        place = folder / f"families{size}.csv"
        # in a process of its own, which takes the memory of a million rows with it
        writer = get_context("fork").Process(target=_generate, args=(data.scaled(size), seed, place))
        writer.start()
        writer.join()
        yield place


def _generate(records: int, seed: int, place: Path) -> None:
    write(families(records, seed), place)


def _tortured(data: BenchData, folder: Path) -> dict[str, float]:
    """Hard households: none may be joined."""
    place, answer = folder / "torture.csv", folder / "tortured.csv"
    write(torture(max(100, data.scaled(TORTURED)), TORTURE_SEED), place)
    run = _run(_ours(place, answer), answer, read_truth(place))
    return {"torture_joined": run.figures["family_joined"] + run.figures["strangers_joined"]}


def _ours(source: Path, answer: Path) -> list[str]:
    return [sys.executable, "manage.py", "identity_match", str(source), str(answer)]


def _rival(key: str, source: Path, answer: Path) -> list[str]:
    return [sys.executable, "-m", "customers.identity.rivals", key, str(source), str(answer)]


def _run(command: list[str], answer: Path, truth: Truth) -> Run:
    began = time.perf_counter()
    with tempfile.TemporaryFile() as words:
        child = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL, stderr=words)
        stopped = False
        while not (ended := os.wait4(child.pid, os.WNOHANG))[0]:
            if not stopped and time.perf_counter() - began > PATIENCE:
                child.kill()
                stopped = True
            time.sleep(LOOK)
        _, status, usage = ended
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        if child.returncode and not stopped:
            words.seek(0)
            raise RuntimeError(f"{' '.join(command)}: {words.read().decode(errors='replace')[-500:]}")
    cpu = round(usage.ru_utime + usage.ru_stime, 1)
    return Run(seconds, cpu, round(usage.ru_maxrss / 2**20, 2), {} if stopped else figures(answer, truth))
