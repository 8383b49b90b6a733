"""The day in three figures for the operator's strip: handled, the mean of the clients' marks, how many gave one."""

from dataclasses import dataclass

from django.db import connection

from optics_crm.core import clock
from optics_crm.core.models import Employee

# offered: calls in that rang or were answered and did not end at once; handled: answered, or called back in time
DAY = """
SELECT count(*), count(*) FILTER (WHERE c.answered),
       count(*) FILTER (WHERE NOT c.answered AND EXISTS (
           SELECT 1 FROM customers_followup f
            WHERE f.call = c.id AND f.outcome = 'reached' AND f.closed_at <= f.due_at)),
       count(*) FILTER (WHERE c.answered_by_id = %(me)s),
       avg(c.rating) FILTER (WHERE c.answered_by_id = %(me)s)::float8,
       count(c.rating) FILTER (WHERE c.answered_by_id = %(me)s)
  FROM contactcenter_call c
 WHERE c.direction = 'in' AND c.state = 'ended' AND c.cause NOT IN ('blacklist', 'off_schedule', 'scheme')
   AND c.started_at >= %(start)s AND (c.answered OR c.wait_seconds >= 5)"""


@dataclass(frozen=True)
class Today:
    """`handled` is a share of 1, None while nobody called; `mean` of the own marks, None while there is none."""

    offered: int
    handled: float | None
    mine: int
    mean: float | None
    marks: int


def today_of(user: Employee) -> Today:
    """The contact centre's day and the user's own share of it; one question."""
    now = clock.now().astimezone(clock.zone_of(""))
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(DAY, {"me": user.pk, "start": start})
        offered, answered, called_back, mine, mean, marks = cursor.fetchone()
    return Today(offered, (answered + called_back) / offered if offered else None, mine, mean, marks)
