"""What a benchmark says, and the watch it says it by."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Stopwatch:
    """Seconds of real time, final once its block is left."""

    seconds: float = 0.0


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Times its block."""
    watch = Stopwatch()
    began = time.perf_counter()
    try:
        yield watch
    finally:
        watch.seconds = time.perf_counter() - began


@dataclass(frozen=True)
class Figure:
    """One line of the table: the work on `n` items, a baseline that ran on `baseline_n` of them, a physical limit.

    `baseline_seconds` and `limit_seconds` are as measured; those of a baseline that ran on a part are scaled to `n`.
    `extra` goes into the row as it is (`{"p95": 0.2}`).
    """

    name: str
    n: int
    seconds: float
    baseline: str
    baseline_seconds: float
    limit: str
    limit_seconds: float
    baseline_n: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def scaled_baseline(self) -> float:
        """Seconds that the baseline takes for all of `n`."""
        if not self.baseline_n:
            return self.baseline_seconds
        return self.baseline_seconds * self.n / self.baseline_n

    def as_row(self) -> dict[str, Any]:
        """The line of `bench.json`; `ratio` says how many times faster than the baseline, `of_limit` is at most 1."""
        row: dict[str, Any] = {
            "name": self.name,
            "n": self.n,
            "seconds": round(self.seconds, 4),
            "per_second": round(self.n / self.seconds, 1) if self.seconds else None,
            "baseline": self.baseline,
            "baseline_seconds": round(self.scaled_baseline, 4),
            "ratio": round(self.scaled_baseline / self.seconds, 2) if self.seconds else None,
            "limit": self.limit,
            "limit_seconds": round(self.limit_seconds, 4),
            "of_limit": round(min(1.0, self.limit_seconds / self.seconds), 3) if self.seconds else None,
        }
        if self.baseline_n and self.baseline_n != self.n:
            row["baseline_n"] = self.baseline_n
        return {**row, **self.extra}


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure below which this share of them lies."""
    return sorted(figures)[min(len(figures) - 1, int(len(figures) * share))]
