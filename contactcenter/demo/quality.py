"""What clients thought of the demo chain's calls, and what the supervisor did: marks, reviews of talks.

Luck is the hash of a call's id, so that the same chain gets the same.
"""

import datetime as dt

from django.db import connection

from contactcenter.models import CallReview
from contactcenter.reviews.judging import record_review
from contactcenter.reviews.sampling import WEEK, draw, week_of
from contactcenter.reviews.sheets import current_sheet
from optics_crm.core.demo import World
from optics_crm.core.models import Employee

MARKED = 24  # of a hundred answered clients
REVIEW_WEEKS = 4
MARKS = """
WITH luck AS (
    SELECT k.id, k.ended_at, abs(hashtextextended(k.id::text, 21)) %% 1000 AS m FROM contactcenter_call k
     WHERE k.answered AND k.direction = 'in' AND abs(hashtextextended(k.id::text, 22)) %% 100 < %(share)s),
marked AS (
    SELECT id, ended_at, CASE WHEN m < 930 THEN 5 WHEN m < 980 THEN 4 WHEN m < 995 THEN 3 ELSE 1 END AS mark FROM luck),
told AS (
    INSERT INTO contactcenter_callevent (call_id, key, kind, at, received_at, told)
    SELECT id, 'rated', 'rated', ended_at, ended_at, jsonb_build_object('value', mark::text) FROM marked)
UPDATE contactcenter_call c SET rating = m.mark FROM marked m WHERE m.id = c.id"""


def mark(world: World) -> None:
    """Marks after some of the calls, as an exchange would have told them."""
    with connection.cursor() as cursor:
        cursor.execute(MARKS, {"share": MARKED})


def review(world: World) -> None:
    """The samples of the last weeks; all but the latest are judged."""
    judge = Employee.objects.filter(role="supervisor", is_active=True).order_by("pk").first()
    last = week_of(world.as_of) - WEEK
    for back in range(REVIEW_WEEKS):
        draw(last - back * WEEK)
    if judge is None:
        return
    criteria = list(current_sheet().criteria.all())
    waiting = list(CallReview.objects.filter(week__lt=last).exclude(operator=judge).order_by("call__external_id"))
    for place, row in enumerate(waiting):
        points: dict[int, int | None] = {
            one.pk: 1 if (place * 7 + one.position * 3) % 9 == 0 else 2 for one in criteria
        }
        if place % 11 == 4:
            points[criteria[0].pk] = 0
        record_review(judge, row, points)
    for week in {row.week for row in waiting}:
        judged = dt.datetime.combine(week + dt.timedelta(days=8), dt.time(12), dt.UTC)
        done = CallReview.objects.filter(week=week, state=CallReview.State.DONE)
        done.update(reviewed_at=judged, updated_at=judged)
