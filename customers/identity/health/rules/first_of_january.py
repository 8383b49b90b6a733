"""The day that programs write when only the year is known."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SLIGHT, flaw

SQL = """
SELECT card.id FROM card
 WHERE extract(month FROM card.birth_date) = 1 AND extract(day FROM card.birth_date) = 1
"""

flaw(
    "first_of_january",
    _("Born on 1 January"),
    _("One of 365 is; the others are a year without a day. The congratulation comes on a wrong day."),
    severity=SLIGHT,
    order=44,
    sql=SQL,
)
