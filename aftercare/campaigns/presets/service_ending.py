"""The free service of a pair ends soon: come while it is free, and have your sight checked."""

import datetime as dt
import uuid
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.campaigns.preset import DefaultText, Preset, WindowField, Words, add_preset
from optics_crm.core import formats
from orders.medical import medical_sql


def occasions(scope: str) -> str:
    """Pairs whose right ends within [end - before_months, end); newer medical glasses of that time meet the purpose."""
    return f"""
SELECT c.person_id, p.card_id, 'purchase:' || coalesce(p.guid, p.id) || ':service_end' AS occasion, p.salon_id,
       p.medical_on AS anchor_on, e.ends_on, bool_or(q.id IS NOT NULL) AS bought
  FROM orders_serviceentitlement e JOIN orders_purchase p ON p.id = e.purchase_id
  JOIN customers_card c ON c.id = p.card_id
  JOIN customers_card d ON d.person_id = c.person_id
  LEFT JOIN orders_purchase q ON q.card_id = d.id AND q.deleted_at IS NULL AND {medical_sql("q", "%(day)s")}
       AND q.medical_on >= (e.ends_on - make_interval(months => %(before_months)s))::date
 WHERE e.ends_on > %(day)s AND e.ends_on <= %(day)s + make_interval(months => %(before_months)s, days => 5)
   AND (e.ends_on - make_interval(months => %(before_months)s))::date <= %(day)s
   AND (e.void_on IS NULL OR e.void_on > %(day)s)
   AND p.deleted_at IS NULL AND {medical_sql("p", "%(day)s")} AND c.deleted_at IS NULL {scope}
 GROUP BY e.id, p.id, c.id
"""


def not_now(person: uuid.UUID, day: dt.date) -> Words:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT max(e.ends_on) FROM orders_serviceentitlement e JOIN orders_purchase p ON p.id = e.purchase_id
                 JOIN customers_card c ON c.id = p.card_id
                WHERE c.person_id = %s AND p.medical_on <= %s AND (e.void_on IS NULL OR e.void_on > %s)""",
            [person, day, day],
        )
        (ends_on,) = cursor.fetchone()
    if ends_on is None:
        return gettext("has no pair with free service")
    return gettext("the free service ends on %(day)s") % {"day": formats.exact(ends_on)}


add_preset(
    Preset(
        key="service_ending",
        name="Заканчивается бесплатное обслуживание",
        who=_("The two years of free service of a pair end within a month"),
        traffic_class="advertising",
        priority=20,
        window={"before_months": 1},
        fields=(WindowField("before_months", _("how many months before the end"), 1, 12),),
        occasions=occasions,
        exits_on="medical",
        default=DefaultText(
            text="{имя|Здравствуйте}! До {до} бесплатно обслужим ваши очки и проверим зрение. "
            "{ещё} Имеются противопоказания, необходима консультация специалиста. {отписка}",
            joined="До {до} бесплатно обслужим ваши очки.",
        ),
        not_now=not_now,
        holdout_percent=Decimal(5),
    )
)
