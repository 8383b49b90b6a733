"""The weekly sample: a few talks of each operator by luck that anybody can draw again, spread over the days."""

import datetime as dt
from typing import Any

from django.db import connection

from contactcenter.kpis import rules
from contactcenter.models import CallReview
from optics_crm.core import clock

WEEK = dt.timedelta(days=7)

# luck is the hash of week and call: the same week draws the same calls, whoever draws. Each day of an operator gives
# its first before any gives its second; who had fewer talks than are wanted is judged by all of them.
DRAW = """
WITH talk AS (
    SELECT k.id, k.answered_by_id AS operator, (k.started_at AT TIME ZONE %(zone)s)::date AS day,
           md5(%(seed)s || k.id::text) AS luck
      FROM contactcenter_call k JOIN core_employee e ON e.id = k.answered_by_id
     WHERE k.started_at >= %(since)s AND k.started_at < %(until)s AND k.state = 'ended' AND k.answered
       AND k.direction IN ('in', 'out') AND k.talk_seconds >= %(shortest)s AND e.role IN ('operator', 'supervisor')),
spread AS (
    SELECT t.*, row_number() OVER (PARTITION BY operator, day ORDER BY luck) AS turn FROM talk t),
chosen AS (
    SELECT s.*, row_number() OVER (PARTITION BY operator ORDER BY turn, luck) AS place FROM spread s)
INSERT INTO contactcenter_callreview (call_id, operator_id, source, week)
SELECT id, operator, 'sample', %(week)s FROM chosen c
 WHERE place <= %(count)s AND NOT EXISTS (
    SELECT 1 FROM contactcenter_callreview r
     WHERE r.operator_id = c.operator AND r.week = %(week)s AND r.source = 'sample')
ON CONFLICT (call_id) DO NOTHING"""


def week_of(day: dt.date) -> dt.date:
    """The Monday of that day's week."""
    return day - dt.timedelta(days=day.weekday())


def draw(week: dt.date) -> int:
    """Draws the talks of the week that begins on this Monday; of those who have a sample none. Returns how many."""
    held, zone = rules.values(), clock.zone_of("")
    params: dict[str, Any] = {
        "zone": str(zone),
        "seed": f"{week}:",
        "since": dt.datetime.combine(week, dt.time(), zone),
        "until": dt.datetime.combine(week + WEEK, dt.time(), zone),
        "shortest": held["review_shortest"],
        "count": int(held["reviews_a_week"]),
        "week": week,
    }
    with connection.cursor() as cursor:
        cursor.execute(DRAW, params)
        return cursor.rowcount


def draw_last_week() -> int:
    """Draws the week that is over, once."""
    week = week_of(clock.today()) - WEEK
    if CallReview.objects.filter(week=week, source=CallReview.Source.SAMPLE).exists():
        return 0
    return draw(week)
