"""An order lies ready and was not taken yet."""

import datetime as dt

from django.utils.translation import gettext as _

from contactcenter.reasons.base import Facts, reason
from optics_crm.core import formats

READY = """
SELECT ca.person_id, o.status_at AS at, jsonb_build_object('at', o.status_at) AS facts
  FROM cards ca JOIN orders_order o ON o.card_id = ca.id
 WHERE o.deleted_at IS NULL AND o.status IN ('ready', 'client_notified')"""


@reason("order_ready", weight=50, sql=READY)
def words(facts: Facts) -> str:
    return _("the order is ready since %(day)s") % {"day": formats.day(dt.datetime.fromisoformat(facts["at"]))}
