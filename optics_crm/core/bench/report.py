"""The table of a run: on the terminal, in `bench.json`, between two markers of the README."""

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection

Row = dict[str, Any]

HEAD = ("work", "n", "seconds", "per second", "against", "takes", "ratio", "limit", "of limit")
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"


def table(rows: Sequence[Row]) -> str:
    """The rows as a table of Markdown, which reads well on a terminal too."""
    cells = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    lines = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def machine() -> str:
    """What it ran on, in one line."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0].split()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory} GiB, PostgreSQL {server}, Python {platform.python_version()}"
    )


def write_json(path: Path, rows: Sequence[Row]) -> None:
    """Keeps the rows of this run; those of works that did not run now stay as they were."""
    ran = {row["name"] for row in rows}
    kept = [row for row in _earlier(path) if row.get("name") not in ran]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps([*kept, *rows], ensure_ascii=False, indent=2))
    partial.replace(path)


def write_readme(path: Path, rows: Sequence[Row], remark: str) -> None:
    """Puts the table between the markers; raises ValueError where they are missing."""
    text = path.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{path} has no {BEGIN} and {END}.")
    path.write_text(f"{before}{BEGIN}\n{table(rows)}\n\n{remark}\n{END}{after}", encoding="utf-8")


def _cells(row: Row) -> tuple[str, ...]:
    part = f" (on {row['baseline_n']:,})" if "baseline_n" in row else ""
    return (
        row["name"],
        f"{row['n']:,}",
        f"{row['seconds']:.3g}",
        f"{row['per_second']:,.0f}" if row["per_second"] else "",
        row["baseline"] + part,
        f"{row['baseline_seconds']:.3g} s",
        f"{row['ratio']:,.1f} x" if row["ratio"] else "",
        row["limit"],
        f"{row['of_limit']:.0%}" if row["of_limit"] is not None else "",
    )


def _earlier(path: Path) -> list[Row]:
    try:
        return list(json.loads(path.read_text()))
    except (OSError, ValueError):
        return []


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
