"""They called in vain and were not called back yet."""

import datetime as dt

from django.utils.translation import gettext as _

from contactcenter.reasons.base import Facts, reason
from optics_crm.core import formats

MISSED = """
SELECT p.person_id, c.started_at AS at, jsonb_build_object('at', c.started_at) AS facts
  FROM people p JOIN contactcenter_call c ON c.phone = %(number)s AND (c.person_id = p.person_id OR (
         c.person_id IS NULL AND p.answers))
 WHERE c.direction = 'in' AND c.state = 'ended' AND NOT c.answered AND c.started_at > %(now)s - interval '7 days'
   AND EXISTS (SELECT 1 FROM customers_followup f WHERE f.call = c.id AND f.status = 'open')"""


@reason("missed_call", weight=24, sql=MISSED)
def words(facts: Facts) -> str:
    return _("called in vain %(when)s") % {"when": formats.moment(dt.datetime.fromisoformat(facts["at"]))}
