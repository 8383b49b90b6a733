"""An exam ended with something to buy, and nothing was bought since."""

import datetime as dt
import uuid

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.campaigns.preset import DefaultText, Preset, Window, WindowField, Words, add_preset
from optics_crm.core import formats


def occasions(scope: str) -> str:
    """Exams [from_days, to_days) ago with an open sellable recommendation and no purchase from their day on."""
    return f"""
SELECT c.person_id, x.card_id, 'exam:' || coalesce(x.guid, x.id) || ':no_purchase' AS occasion, x.salon_id,
       x.examined_on AS anchor_on, NULL::date AS ends_on, false AS bought
  FROM customers_exam x JOIN customers_card c ON c.id = x.card_id
 WHERE x.examined_on > %(day)s - %(to_days)s::int AND x.examined_on <= %(day)s - %(from_days)s::int
   AND x.deleted_at IS NULL AND x.entered_in_error_at IS NULL AND c.deleted_at IS NULL {scope}
   AND EXISTS (SELECT 1 FROM customers_recommendation r
                WHERE r.exam_id = x.id AND r.is_sellable AND (r.outcome = 'open' OR r.outcome_on > %(day)s))
   AND NOT EXISTS (
       SELECT 1 FROM orders_purchase p JOIN customers_card d ON d.id = p.card_id
        WHERE d.person_id = c.person_id AND p.kind = 'sale' AND p.is_posted AND p.deleted_at IS NULL
          AND p.sold_on BETWEEN x.examined_on AND %(day)s AND (p.gone_on IS NULL OR p.gone_on > %(day)s))
"""


def not_now(person: uuid.UUID, day: dt.date) -> Words:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT max(x.examined_on) FROM customers_exam x JOIN customers_card c ON c.id = x.card_id
                WHERE c.person_id = %s AND x.examined_on <= %s AND x.deleted_at IS NULL""",
            [person, day],
        )
        (examined_on,) = cursor.fetchone()
    if examined_on is None:
        return gettext("has had no eye exam with us")
    return gettext("the last exam was on %(day)s, or something was bought since, or there was nothing to advise") % {
        "day": formats.exact(examined_on)
    }


def days_in_order(window: Window) -> Words | None:
    if window["from_days"] >= window["to_days"]:
        return gettext("The window must end later than it begins.")
    return None


add_preset(
    Preset(
        key="exam_no_purchase",
        name="Проверка зрения без покупки",
        who=_("An eye exam with something advised, and no purchase since"),
        traffic_class="advertising",
        priority=10,
        window={"from_days": 30, "to_days": 60},
        fields=(
            WindowField("from_days", _("from, days after the exam"), 1, 364),
            WindowField("to_days", _("to, days after the exam"), 2, 365),
        ),
        occasions=occasions,
        exits_on="any",
        default=DefaultText(
            text="{имя|Здравствуйте}! Подберём для вас очки или линзы: примерка и подбор бесплатно. "
            "{ещё} Имеются противопоказания, необходима консультация специалиста. {отписка}",
            joined="Поможем подобрать очки или линзы.",
        ),
        not_now=not_now,
        checks=days_in_order,
    )
)
