"""Pupil distances of two people on one card."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card JOIN customers_prescription p ON p.card_id = card.id
 WHERE p.pd_far IS NOT NULL
   AND (card.birth_date IS NULL OR p.issued_on >= card.birth_date + interval '20 years')
 GROUP BY card.id HAVING max(p.pd_far) - min(p.pd_far) >= 6
"""

flaw(
    "eyes_of_two",
    _("Eyes of two people"),
    _("A grown-up's pupil distance differs by 6 mm between prescriptions: perhaps a child's glasses. Split the card."),
    severity=SERIOUS,
    order=48,
    sql=SQL,
    of_files=False,
    asks_split=True,
)
