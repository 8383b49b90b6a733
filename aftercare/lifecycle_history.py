"""The life cycle over time: counts of each day, moves of each month. Written by the daily job, read by the page."""

import datetime as dt
from typing import Any

from django.db import connection, transaction

from aftercare import lifecycle, rollup, stages
from aftercare.models import StageCount, StageMove
from optics_crm.core import clock
from optics_crm.core.clock import months_after

MONTHS_KEPT = 12


def first_of_month(day: dt.date) -> dt.date:
    return day.replace(day=1)


def span_of(month: dt.date, today: dt.date) -> tuple[dt.date, dt.date]:
    """The days that bound a month: the eve of its first day, its last day (today, while it runs)."""
    end = months_after(month, 1) - dt.timedelta(days=1)
    return month - dt.timedelta(days=1), min(end, today)


def record_today() -> None:
    """Today's counts and the moves of the running month; everybody whose stage has ended is moved on.

    The first run of a day counts the month before once more: facts come late, and that month may have just ended.
    """
    rollup.catch_up()
    today = clock.today()
    move_on(today)
    if not StageCount.objects.filter(day=today).exists():
        _keep_moves(months_after(first_of_month(today), -1), today)
    counts = lifecycle.stage_counts(today)
    _keep_counts(today, counts)
    _keep_moves(first_of_month(today), today)


def fill_gaps(most: int = 1) -> int:
    """Counts and moves of past months that are not there yet, newest first; returns how many months were written."""
    today = clock.today()
    known = set(StageMove.objects.values_list("month", flat=True).distinct())
    wanted = [months_after(first_of_month(today), -back) for back in range(1, MONTHS_KEPT + 1)]
    missing = [month for month in wanted if month not in known][:most]
    for month in missing:
        _keep_moves(month, today)
    return len(missing)


@transaction.atomic
def _keep_moves(month: dt.date, today: dt.date) -> None:
    start, end = span_of(month, today)
    found = lifecycle.moves(start, end)
    StageMove.objects.filter(month=month).delete()
    StageMove.objects.bulk_create(
        StageMove(month=month, from_stage=source, to_stage=target, people=people)
        for (source, target), people in found.items()
    )
    if end < today:
        counts = dict.fromkeys(stages.edges(), 0)
        for (_source, target), people in found.items():
            counts[target] = counts.get(target, 0) + people
        _keep_counts(end, counts)


def _keep_counts(day: dt.date, counts: dict[str, int]) -> None:
    StageCount.objects.bulk_create(
        [StageCount(day=day, stage=stage, people=people) for stage, people in counts.items()],
        update_conflicts=True,
        unique_fields=["day", "stage"],
        update_fields=["people"],
    )


def move_on(today: dt.date) -> int:
    """Writes the stage of everybody who stands in another one than the row says; returns how many moved."""
    params: dict[str, Any] = {}

    def place(value: Any) -> str:
        params[f"v{len(params)}"] = value
        return f"%(v{len(params) - 1})s"

    case = stages.case("last_medical_on", stages.edges(), today, place)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE aftercare_personstats SET stage = {case} WHERE stage IS DISTINCT FROM {case}", params)
        return int(cursor.rowcount)
