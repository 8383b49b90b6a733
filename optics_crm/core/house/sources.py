"""Habits that a reader of this code may rely on: the clock, the bell, the outlets."""

import re
from collections.abc import Iterator
from pathlib import Path

APPS = ("optics_crm", "customers", "orders", "aftercare", "contactcenter")

# (pattern, files it does not concern, what to do instead)
RULES: tuple[tuple[re.Pattern[str], tuple[str, ...], str], ...] = (
    (
        re.compile(r"\b(timezone\.now|datetime\.now|date\.today|datetime\.utcnow)\("),
        (
            "optics_crm/core/clock.py",
            "optics_crm/services/",
            "optics_crm/core/heartbeats.py",
            "optics_crm/core/long_jobs.py",
            "optics_crm/core/sync/jobs/running.py",
            "optics_crm/core/bench/",
            "optics_crm/core/context_processors.py",
            "optics_crm/logs.py",
        ),
        "ask core.clock, not the machine",
    ),
    (
        re.compile(r"\b(countdown|eta)\s*="),
        (),
        "no delays in Celery: a row with its moment, and a job that asks",
    ),
    (re.compile(r"TASK_ALWAYS_EAGER|task_always_eager"), (), "tasks run in a worker, everywhere"),
    (re.compile(r"\bmark_safe\("), ("optics_crm/core/templatetags/",), "let the template escape"),
    (re.compile(r"\.extra\(|RawSQL\("), (), "parameters only"),
)


def faults(root: Path) -> Iterator[str]:
    """One line per place that breaks a habit."""
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            if "/migrations/" not in name and "/house/" not in name:
                yield from _faults(name, path.read_text("utf-8"))


def _faults(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, spared, advice in RULES:
            if pattern.search(line) and not name.startswith(spared or ("\0",)):
                yield f"{name}:{number}: {advice}: {line.strip()[:80]}"
