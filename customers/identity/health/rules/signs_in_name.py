"""Digits and signs in a name."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card
 WHERE concat_ws(' ', card.last_name, card.first_name, card.middle_name) ~ '[^[:alpha:] .’''-]'
"""

flaw(
    "signs_in_name",
    _("Digits or signs in the name"),
    _("Digits, brackets and exclamation marks are no name: letters would begin with them."),
    severity=SERIOUS,
    order=20,
    sql=SQL,
)
