"""The frame of the benchmarks: what a row says, and where the table goes."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from optics_crm.core.bench import Figure, report

HALF = Figure(
    "sync",
    n=1000,
    seconds=2.0,
    baseline="loop",
    baseline_seconds=3.0,
    baseline_n=20,
    limit="COPY",
    limit_seconds=1.0,
    extra={"p95": 0.5},
)


def test_a_baseline_that_ran_on_a_part_is_scaled_and_says_so() -> None:
    row = HALF.as_row()
    assert row == {
        "name": "sync",
        "n": 1000,
        "seconds": 2.0,
        "per_second": 500.0,
        "baseline": "loop",
        "baseline_seconds": 150.0,
        "baseline_n": 20,
        "ratio": 75.0,
        "limit": "COPY",
        "limit_seconds": 1.0,
        "of_limit": 0.5,
        "p95": 0.5,
    }


def test_nothing_is_faster_than_its_limit() -> None:
    assert Figure("x", 1, 1.0, "loop", 1.0, "COPY", 3.0).as_row()["of_limit"] == 1.0


def test_a_run_of_one_keeps_the_rows_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    report.write_json(path, [{"name": "a", "ratio": 1}, {"name": "b", "ratio": 1}])
    report.write_json(path, [{"name": "b", "ratio": 2}, {"name": "b", "ratio": 3}])
    assert json.loads(path.read_text()) == [
        {"name": "a", "ratio": 1},
        {"name": "b", "ratio": 2},
        {"name": "b", "ratio": 3},
    ]


def test_the_table_goes_between_the_markers_and_nowhere_else(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.write_readme(readme, [HALF.as_row()], "Two cores.")
    text = readme.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n")
    assert "| sync | 1,000 |" in text and "old" not in text and "Two cores." in text
    readme.write_text("no markers")
    with pytest.raises(ValueError, match="has no"):
        report.write_readme(readme, [], "")


def test_an_unknown_benchmark_is_refused_with_the_list() -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("bench", "nothing")
    assert refusal.value.returncode == 2
