"""A repair or a claim is over its term: ours, the promised one or the law's."""

import datetime as dt

from django.utils.translation import gettext as _

from contactcenter.reasons.base import Facts, reason
from optics_crm.core import formats

LATE = """
SELECT ca.person_id, t.stage_at AS at, jsonb_build_object('number', t.number, 'seconds', extract(epoch FROM
         %(now)s - least(CASE WHEN NOT t.is_paused THEN t.stage_due_at END, t.promised_on + 1, t.legal_due_on + 1)))
       AS facts
  FROM cards ca JOIN contactcenter_ticket t ON t.card_id = ca.id
 WHERE t.deleted_at IS NULL AND t.closed_at IS NULL AND t.stage NOT IN ('ready', 'client_notified')
   AND ((t.stage_due_at <= %(now)s AND NOT t.is_paused) OR t.promised_on < %(today)s OR t.legal_due_on < %(today)s)"""


@reason("ticket_late", weight=46, sql=LATE)
def words(facts: Facts) -> str:
    late = formats.lasting(dt.timedelta(seconds=float(facts["seconds"] or 0)))
    return _("%(number)s is late by %(span)s") % {"number": facts["number"], "span": late}
