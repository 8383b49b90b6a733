"""Who is who in 100,000 and in a million generated people: ours, Splink as documented, Splink for families, rapidfuzz.

`IDENTITY_FILES=a.csv,b.csv` takes files of one's own, with the columns of `identity_match` and `true_person`,
`true_household`. Each matcher runs in a process of its own on the same file; memory is the largest of its processes.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from customers.identity.training.families import families, write
from customers.identity.training.torture import torture
from customers.identity.training.truth import Truth, figures, read_truth
from optics_crm.core.bench import BenchData, Figure, bench

SIZES = {100_000: 7001, 1_000_000: 7011}  # seeds that nothing was learnt from
TORTURED, TORTURE_SEED = 1000, 7021
RIVALS = {"rapidfuzz": "rapidfuzz", "splink": "Splink, documented", "splink_family": "Splink, family and veto"}
CEILING = "gradient boosting, documented ceiling"
CEILING_F1 = 0.960


@dataclass(slots=True)
class Run:
    """One matcher on one file: real seconds, peak memory in GB, figures by the truth."""

    seconds: float
    memory: float
    figures: dict[str, float]


@bench("identity", with_data=False)
def identity(data: BenchData) -> list[Figure]:
    """A row for each size and rival; ours stands in every one, the rival's figures begin with `their_`."""
    rows: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="identity-") as folder:
        tortured = _tortured(data, Path(folder))
        for source in _files(data, Path(folder)):
            rows.extend(_compared(source, Path(folder), tortured))
    return rows


def _compared(source: Path, folder: Path, tortured: dict[str, float]) -> Iterator[Figure]:
    truth = read_truth(source)
    answer = folder / "answer.csv"
    ours = _run([sys.executable, "manage.py", "identity_match", str(source), str(answer)], answer, truth)
    size = len(truth.person)
    said = {**ours.figures, **tortured, "peak_gb": ours.memory}
    for key, title in RIVALS.items():
        if key != "rapidfuzz" and importlib.util.find_spec("splink") is None:
            continue
        rival = _run([sys.executable, "-m", "customers.identity.rivals", key, str(source), str(answer)], answer, truth)
        theirs = {f"their_{name}": value for name, value in {**rival.figures, "peak_gb": rival.memory}.items()}
        yield Figure(
            f"identity {size:,}: {title}",
            n=size,
            seconds=ours.seconds,
            baseline=f"{title} (F1 {rival.figures['best_f1']:.3f}, ours {ours.figures['best_f1']:.3f})",
            baseline_seconds=rival.seconds,
            limit="read and write the files",
            limit_seconds=_copying(source, answer),
            extra={**said, **theirs},
        )


def _files(data: BenchData, folder: Path) -> Iterator[Path]:
    given = [part for part in os.environ.get("IDENTITY_FILES", "").split(",") if part]
    if given:
        yield from map(Path, given)
        return
    for size, seed in SIZES.items():
        place = folder / f"families{size}.csv"
        write(families(data.scaled(size), seed), place)
        yield place


def _tortured(data: BenchData, folder: Path) -> dict[str, float]:
    """Hard households: none may be joined."""
    place, answer = folder / "torture.csv", folder / "tortured.csv"
    write(torture(max(100, data.scaled(TORTURED)), TORTURE_SEED), place)
    run = _run([sys.executable, "manage.py", "identity_match", str(place), str(answer)], answer, read_truth(place))
    return {"torture_joined": run.figures["family_joined"] + run.figures["strangers_joined"]}


def _run(command: list[str], answer: Path, truth: Truth) -> Run:
    began = time.perf_counter()
    child = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert child.stderr is not None
    words = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)}: {words.decode(errors='replace')[-500:]}")
    return Run(seconds, round(usage.ru_maxrss / 2**20, 2), figures(answer, truth))


def _copying(source: Path, answer: Path) -> float:
    began = time.perf_counter()
    source.read_bytes()
    answer.with_suffix(".copy").write_bytes(answer.read_bytes())
    return time.perf_counter() - began
