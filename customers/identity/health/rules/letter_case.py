"""A name all in capitals, or without any."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SLIGHT, flaw

SQL = """
SELECT card.id FROM card
 WHERE length(card.last_name) > 2 AND card.last_name ~ '[[:alpha:]]'
   AND (card.last_name = upper(card.last_name) OR card.last_name = lower(card.last_name))
"""

flaw(
    "letter_case",
    _("Name in capitals or without them"),
    _("Letters and prescriptions look careless."),
    severity=SLIGHT,
    order=62,
    sql=SQL,
)
