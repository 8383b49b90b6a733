"""A card without a birth date."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card WHERE card.birth_date IS NULL
"""

flaw(
    "no_birth_date",
    _("No birth date"),
    _("Twins are not told apart, no congratulation, no reminder that asks the age."),
    severity=SERIOUS,
    order=40,
    sql=SQL,
)
