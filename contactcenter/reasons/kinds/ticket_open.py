"""A repair or a claim is under way and within its term."""

import datetime as dt

from django.utils.translation import gettext as _

from contactcenter.reasons.base import Facts, reason
from optics_crm.core import formats

OPEN = """
SELECT ca.person_id, t.stage_at AS at, jsonb_build_object('number', t.number, 'promised', t.promised_on) AS facts
  FROM cards ca JOIN contactcenter_ticket t ON t.card_id = ca.id
 WHERE t.deleted_at IS NULL AND t.closed_at IS NULL AND t.stage NOT IN ('ready', 'client_notified')
   AND NOT ((t.stage_due_at <= %(now)s AND NOT t.is_paused) IS TRUE OR (t.promised_on < %(today)s) IS TRUE
            OR (t.legal_due_on < %(today)s) IS TRUE)"""


@reason("ticket_open", weight=26, sql=OPEN)
def words(facts: Facts) -> str:
    if not facts["promised"]:
        return _("%(number)s is under way") % {"number": facts["number"]}
    day = dt.date.fromisoformat(facts["promised"])
    return _("%(number)s is under way, promised for %(day)s") % {"number": facts["number"], "day": formats.day(day)}
