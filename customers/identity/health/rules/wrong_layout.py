"""A name typed while the keyboard was in the Latin layout."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw
from customers.identity.health.names import LATIN_KEYS, RUSSIAN_KEYS, first_names

SQL = f"""
SELECT card.id FROM card
 WHERE card.first_name ~ '[a-zA-Z]'
   AND translate(lower(card.first_name), '{LATIN_KEYS}', '{RUSSIAN_KEYS}') = ANY(%(first_names)s::text[])
"""

flaw(
    "wrong_layout",
    _("Wrong keyboard layout"),
    _("The name was typed in the Latin layout: read by the keys it is a Russian one. Type it anew."),
    severity=SERIOUS,
    order=28,
    sql=SQL,
    words={"first_names": first_names},
)
