"""Stages of real purchase histories (CDNOW), recounted from the file that was loaded."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from aftercare import lifecycle, rollup
from optics_crm.core.models import SyncClient
from tests.aftercare.oracle import add_months

SHARED = Path(os.environ.get("OPTICS_SHARED", Path(__file__).resolve().parents[3] / "shared"))
TOOL = SHARED / "tools" / "cdnow_to_sync.py"
TODAY = dt.date(2026, 11, 21)
PEOPLE = 600
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


def test_stages_match_a_recount_of_the_raw_histories(tmp_path: Path, clock_at: Callable[[str], Any]) -> None:
    clock_at("2026-11-21T12:00:00+03:00")
    file = tmp_path / "cdnow.ndjson"
    subprocess.run(  # our own sample tool
        [sys.executable, str(TOOL), "--as-of", TODAY.isoformat(), "--limit", str(PEOPLE), "-o", str(file)], check=True
    )
    SyncClient.objects.get_or_create(source="onec-retail", defaults={"name": "1C"})
    call_command("sync_load", str(file))
    items = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    rollup.catch_up()
    assert rollup.differences() == 0
    for day in (TODAY, TODAY - dt.timedelta(days=1), dt.date(2024, 2, 29), dt.date(2022, 5, 1)):
        found = {code: people for code, people in lifecycle.stage_counts(day).items() if people}
        assert found == dict(recount(items, day))
