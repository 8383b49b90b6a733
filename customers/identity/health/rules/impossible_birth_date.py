"""A birth date that nobody alive has."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card
 WHERE card.birth_date > %(today)s::date OR card.birth_date < %(today)s::date - interval '110 years'
"""

flaw(
    "impossible_birth_date",
    _("Impossible birth date"),
    _("Nobody was born on that day: a program's or a desk's way to leave the field."),
    severity=SERIOUS,
    order=42,
    sql=SQL,
)
