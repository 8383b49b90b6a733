"""Benchmarks: what an app claims to be fast, measured beside the naive way and the physical limit in the same run.

An app adds its part in `bench.py` (or a package `bench/`), found when `manage.py bench` runs::

    from optics_crm.core.bench import BenchData, Figure, bench, stopwatch

    @bench("segments")
    def segments(data: BenchData) -> list[Figure]:
        with stopwatch() as ours:
            ...                                     # the work, on django.db.connection
        with stopwatch() as naive:
            ...                                     # the library's documented way, on as little as 2 % of n
        with stopwatch() as limit:
            ...
        return [
            Figure("segments", n=data.people, seconds=ours.seconds,
                   baseline="loop", baseline_seconds=naive.seconds, baseline_n=20_000,   # the table scales it to n
                   limit="count(*)", limit_seconds=limit.seconds, extra={"p95": 0.21}),
        ]

The function runs against the benchmark's own database (`<name>_bench` on the same server: a generated chain of
`data.people` people, made once and kept), never against the installation's. `django.db.connection` leads there, the
roll-up is built, the standard campaigns are active, the clock shows `data.as_of`, about 11:00. What a function writes
it takes away again: roll back, or `data.empty("aftercare_message", ...)`. A work with two baselines gives two figures.
`@bench(name, with_data=False)` gets an empty chain (no people) in a database of its own.
"""

from optics_crm.core.bench.figures import Figure, Stopwatch, percentile, stopwatch
from optics_crm.core.bench.plugs import BENCHES, BenchData, BenchPart, bench

__all__ = [
    "BENCHES",
    "BenchData",
    "BenchPart",
    "Figure",
    "Stopwatch",
    "bench",
    "percentile",
    "stopwatch",
]
