"""Stages of real purchase histories (CDNOW), recounted from the file that was loaded."""

import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from aftercare import lifecycle, rollup
from optics_crm.core.models import SyncClient
from tests.aftercare.oracle import add_months
from tests.soak_report import write_section

SHARED = Path(os.environ.get("OPTICS_SHARED", Path(__file__).resolve().parents[3] / "shared"))
TOOL = SHARED / "tools" / "cdnow_to_sync.py"
TODAY = dt.date(2026, 11, 21)
PEOPLE, EVERYBODY = 600, 23_570
REPORT = """`make soak SOAK=histories` loaded the purchases of all 23,570 people of CDNOW, {rows:,} rows, twice over the
door of the exchange: {first:.0f} s the first time, every row created, {second:.0f} s the second time, every row
unchanged. Their stages on four days are those of a recount of the file, to the person.

"""
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not TOOL.exists(), reason="the sample histories are not beside the checkout"),
]


def recount(items: list[dict[str, Any]], day: dt.date) -> Counter[str]:
    """The stage of each customer by the last purchase handed over by that day; every one of them is glasses."""
    people = {item["guid"] for item in items if item["kind"] == "customer"}
    last: dict[str, dt.date] = {}
    for item in items:
        if item["kind"] == "purchase":
            data = item["data"]
            handed = dt.date.fromisoformat((data.get("handed_over_at") or data["sold_at"])[:10])
            if handed <= day:
                last[data["customer"]] = max(last.get(data["customer"], handed), handed)
    found: Counter[str] = Counter()
    for person in people:
        found[stage(last.get(person), day)] += 1
    return found


def stage(last: dt.date | None, day: dt.date) -> str:
    if last is None:
        return "no_medical_glasses"
    years = next((years for years in (1, 2, 3) if day <= add_months(last, 12 * years)), 4)
    return ("prospective", "interested", "regular", "lost")[years - 1]


@pytest.fixture
def histories(tmp_path: Path, clock_at: Callable[[str], Any]) -> Callable[..., Path]:
    """Writes the file of so many people (everybody unless told), for a source that the base knows."""
    clock_at("2026-11-21T12:00:00+03:00")
    SyncClient.objects.get_or_create(source="onec-retail", defaults={"name": "1C"})

    def write(*limit: str) -> Path:
        file = tmp_path / "cdnow.ndjson"
        command = [sys.executable, str(TOOL), "--as-of", TODAY.isoformat(), *limit, "-o", str(file)]
        subprocess.run(command, check=True)  # our own sample tool
        return file

    return write


def load(file: Path) -> dict[str, int]:
    """What became of the rows, without the zeros."""
    out = StringIO()
    call_command("sync_load", str(file), "--json", stdout=out)
    return {status: count for status, count in json.loads(out.getvalue()).items() if count}


def check_stages(file: Path) -> int:
    """The stages on four days are those of the file; returns how many people it holds."""
    items = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    rollup.catch_up()
    assert rollup.differences() == 0
    for day in (TODAY, TODAY - dt.timedelta(days=1), dt.date(2024, 2, 29), dt.date(2022, 5, 1)):
        found = {code: people for code, people in lifecycle.stage_counts(day).items() if people}
        assert found == dict(recount(items, day))
    return sum(item["kind"] == "customer" for item in items)


def test_stages_match_a_recount_of_the_raw_histories(histories: Callable[..., Path]) -> None:
    file = histories("--limit", str(PEOPLE))
    load(file)
    assert check_stages(file) == PEOPLE


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)  # a batch is a transaction, as it is at the door
@pytest.mark.skipif(os.environ.get("SOAK", "") not in ("", "histories"), reason="another soak was asked for")
def test_all_real_histories_load_twice_and_count_the_same(histories: Callable[..., Path]) -> None:
    file = histories()
    rows = len(file.read_text("utf-8").splitlines())
    seconds = []
    for counts in ({"created": rows}, {"unchanged": rows}):
        started = time.monotonic()
        assert load(file) == counts
        seconds.append(time.monotonic() - started)
    assert check_stages(file) == EVERYBODY
    write_section("histories", "Real purchase histories", REPORT.format(rows=rows, first=seconds[0], second=seconds[1]))
