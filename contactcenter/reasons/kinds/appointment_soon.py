"""Somebody is expected within two days."""

import datetime as dt

from django.utils.translation import gettext as _

from contactcenter.reasons.base import Facts, reason
from optics_crm.core import formats

SOON = """
SELECT ca.person_id, a.starts_at AS at, jsonb_build_object('at', a.starts_at) AS facts
  FROM cards ca JOIN customers_appointment a ON a.card_id = ca.id
 WHERE a.deleted_at IS NULL AND a.status IN ('booked', 'confirmed')
   AND a.starts_at >= %(now)s - interval '2 hours' AND a.starts_on <= %(today)s::date + 2"""


@reason("appointment_soon", weight=38, sql=SOON)
def words(facts: Facts) -> str:
    return _("appointment %(when)s") % {"when": formats.moment(dt.datetime.fromisoformat(facts["at"]))}
