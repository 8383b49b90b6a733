"""This person talked to us from this number of late: what an operator chose teaches the next list."""

import datetime as dt

from django.utils.translation import gettext as _

from contactcenter.reasons.base import Facts, reason
from optics_crm.core import formats

# of the last five talks the latest says the most: 1, 1/2, 1/3 ...
LAST = """
SELECT p.person_id, max(c.started_at) AS at,
       jsonb_build_object('at', max(c.started_at), 'habit', sum(1.0 / c.place)) AS facts
  FROM (SELECT person_id, started_at, row_number() OVER (ORDER BY started_at DESC) AS place
          FROM contactcenter_call WHERE phone = %(number)s AND answered AND person_id IS NOT NULL
           AND id <> %(call)s
           AND started_at > %(now)s - interval '180 days'
         ORDER BY started_at DESC LIMIT 5) c
  JOIN customers_person s ON s.id = c.person_id
  JOIN people p ON p.person_id = COALESCE(s.merged_into_id, s.id) GROUP BY p.person_id"""


def _habit(facts: Facts) -> float:
    return float(facts["habit"])


@reason("last_caller", weight=10, sql=LAST, habit=_habit)
def words(facts: Facts) -> str:
    return _("talked from this number %(when)s") % {"when": formats.moment(dt.datetime.fromisoformat(facts["at"]))}
