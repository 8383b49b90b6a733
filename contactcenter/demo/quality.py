"""Reviews of the demo chain's talks: the samples of the last weeks, judged as a supervisor would."""

import datetime as dt

from contactcenter.models import CallReview
from contactcenter.reviews.judging import record_review
from contactcenter.reviews.sampling import WEEK, draw, week_of
from contactcenter.reviews.sheets import current_sheet
from optics_crm.core.demo import World
from optics_crm.core.models import Employee

REVIEW_WEEKS = 4


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
