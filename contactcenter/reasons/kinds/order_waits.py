"""An order is being made: where is it?"""

import datetime as dt

from django.utils.translation import gettext as _

from contactcenter.reasons.base import Facts, reason
from optics_crm.core import clock, formats

MADE = """
SELECT ca.person_id, o.ordered_at AS at, jsonb_build_object('promised', o.promised_on) AS facts
  FROM cards ca JOIN orders_order o ON o.card_id = ca.id
 WHERE o.deleted_at IS NULL AND o.status IN ('confirmed', 'prepaid', 'lens_ordered', 'lens_received', 'in_workshop',
       'quality_check', 'picking', 'in_transit', 'on_hold', 'remake')"""


@reason("order_waits", weight=24, sql=MADE)
def words(facts: Facts) -> str:
    if not facts["promised"]:
        return _("an order is being made")
    day, today = dt.date.fromisoformat(facts["promised"]), clock.today()
    if day < today:
        return _("the order is late by %(span)s") % {"span": formats.lasting(today - day)}
    return _("an order is being made, promised for %(day)s") % {"day": formats.day(day)}
