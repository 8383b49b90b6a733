"""Latin letters in a name."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card
 WHERE concat(card.last_name, card.first_name, card.middle_name) ~ '[a-zA-Z]'
"""

flaw(
    "latin_name",
    _("Latin letters in the name"),
    _("A search by the Russian name does not find the card, and a message would greet in Latin."),
    severity=SERIOUS,
    order=26,
    sql=SQL,
)
