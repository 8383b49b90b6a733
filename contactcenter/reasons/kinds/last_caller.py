"""It was this person who talked to us from this number the last time."""

import datetime as dt

from django.utils.translation import gettext as _

from contactcenter.reasons.base import Facts, reason
from optics_crm.core import formats

LAST = """
SELECT p.person_id, c.started_at AS at, jsonb_build_object('at', c.started_at) AS facts
  FROM (SELECT person_id, started_at FROM contactcenter_call WHERE phone = %(number)s AND answered
           AND person_id IS NOT NULL AND id <> %(call)s AND started_at > %(now)s - interval '90 days'
         ORDER BY started_at DESC LIMIT 1) c
  JOIN customers_person s ON s.id = c.person_id
  JOIN people p ON p.person_id = COALESCE(s.merged_into_id, s.id)"""


@reason("last_caller", weight=30, sql=LAST)
def words(facts: Facts) -> str:
    return _("talked from this number %(when)s") % {"when": formats.moment(dt.datetime.fromisoformat(facts["at"]))}
