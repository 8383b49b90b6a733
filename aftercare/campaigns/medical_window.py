"""Occasions on the last medical glasses: shared by the presets that look at their age in whole months."""

import datetime as dt
import uuid

from django.db import connection
from django.utils.translation import gettext as _

from aftercare.campaigns.preset import Window, Words
from optics_crm.core import formats
from orders.medical import medical_sql


def last_medical(occasion: str, scope: str) -> str:
    """The last medical glasses of a person, handed over [from_months, to_months) ago, in calendar months.

    One walk over the index `purchase_last_medical` finds the last glasses of every card; only people with more than one
    card are asked again. Months count from the hand-over, so that 29 February + 12 months is 28 February; the first two
    lines on `medical_on` only spare that arithmetic.
    """
    of_scope = f"AND p.card_id IN (SELECT c.id FROM customers_card c WHERE TRUE {scope})" if scope else ""
    return f"""
SELECT c.person_id, p.card_id, 'purchase:' || coalesce(p.guid, p.id) || ':{occasion}' AS occasion, p.salon_id,
       p.medical_on AS anchor_on, NULL::date AS ends_on, false AS bought
  FROM (SELECT DISTINCT ON (p.card_id) p.card_id, p.id, p.guid, p.salon_id, p.medical_on
          FROM orders_purchase p WHERE p.deleted_at IS NULL AND {medical_sql("p", "%(day)s")} {of_scope}
         ORDER BY p.card_id, p.medical_on DESC, p.id DESC) p JOIN customers_card c ON c.id = p.card_id
 WHERE p.medical_on >= (%(day)s - make_interval(months => %(to_months)s, days => 5))::date
   AND p.medical_on <= (%(day)s - make_interval(months => %(from_months)s) + interval '5 days')::date
   AND (p.medical_on + make_interval(months => %(from_months)s))::date <= %(day)s
   AND (p.medical_on + make_interval(months => %(to_months)s))::date > %(day)s
   AND c.deleted_at IS NULL {scope}
   AND NOT EXISTS (
       SELECT 1 FROM customers_card d JOIN orders_purchase q ON q.card_id = d.id
        WHERE d.person_id = c.person_id AND d.id <> c.id AND q.deleted_at IS NULL AND {medical_sql("q", "%(day)s")}
          AND (q.medical_on, q.id) > (p.medical_on, p.id))
"""


def last_medical_on(person: uuid.UUID, day: dt.date) -> dt.date | None:
    """The day of hand-over of the person's last medical glasses as of a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT max(p.medical_on) FROM orders_purchase p JOIN customers_card c ON c.id = p.card_id
                 WHERE c.person_id = %(person)s AND p.deleted_at IS NULL AND {medical_sql("p", "%(day)s")}""",
            {"person": person, "day": day},
        )
        row = cursor.fetchone()
    return row[0] if row else None


def glasses_not_now(person: uuid.UUID, day: dt.date) -> Words:
    """Why a campaign on the last medical glasses has no occasion for the person."""
    last = last_medical_on(person, day)
    if last is None:
        return _("has never had medical glasses from us")
    return _("the last medical glasses were handed over on %(day)s") % {"day": formats.exact(last)}


def months_in_order(window: Window) -> Words | None:
    """The fault of a window of months, if any."""
    if window["from_months"] >= window["to_months"]:
        return _("The window must end later than it begins.")
    return None
