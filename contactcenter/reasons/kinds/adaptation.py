"""New glasses in the first two weeks: the days on which one gets used to them, or does not."""

from django.utils.translation import gettext as _

from contactcenter.reasons.base import Facts, reason

NEW = """
SELECT ca.person_id, pu.sold_at AS at, jsonb_build_object('days', %(today)s::date - pu.medical_on) AS facts
  FROM cards ca JOIN orders_purchase pu ON pu.card_id = ca.id
 WHERE pu.deleted_at IS NULL AND pu.medical_on BETWEEN %(today)s::date - 14 AND %(today)s::date
   AND (pu.medical_until IS NULL OR pu.medical_until > %(today)s::date)"""


@reason("adaptation", weight=20, sql=NEW)
def words(facts: Facts) -> str:
    if not facts["days"]:
        return _("got new glasses today")
    return _("new glasses, day %(n)s") % {"n": facts["days"]}
