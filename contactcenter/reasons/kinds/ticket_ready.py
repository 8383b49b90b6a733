"""A repaired thing, or an answer to a claim, waits for the client."""

import datetime as dt

from django.utils.translation import gettext as _

from contactcenter.reasons.base import Facts, reason
from optics_crm.core import formats

READY = """
SELECT ca.person_id, t.stage_at AS at, jsonb_build_object('at', t.stage_at, 'number', t.number) AS facts
  FROM cards ca JOIN contactcenter_ticket t ON t.card_id = ca.id
 WHERE t.deleted_at IS NULL AND t.closed_at IS NULL AND t.stage IN ('ready', 'client_notified')"""


@reason("ticket_ready", weight=42, sql=READY)
def words(facts: Facts) -> str:
    told = {"number": facts["number"], "day": formats.day(dt.datetime.fromisoformat(facts["at"]))}
    return _("%(number)s is ready since %(day)s") % told
