"""A card that names nobody."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card WHERE btrim(card.last_name) = '' AND btrim(card.first_name) = ''
"""

flaw(
    "no_name",
    _("No name"),
    _("The card names nobody: nobody can be addressed, and no twin is found."),
    severity=SERIOUS,
    order=5,
    sql=SQL,
)
