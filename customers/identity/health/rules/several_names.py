"""Names of several people on one card."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card
 WHERE concat_ws(' ', card.last_name, card.first_name, card.middle_name) ~ '([/,;+&]|[[:alpha:]] и [[:alpha:]])'
"""

flaw(
    "several_names",
    _("Several people in one card"),
    _("Two names stand in one card: split it, so that each has purchases and prescriptions of their own."),
    severity=SERIOUS,
    order=24,
    sql=SQL,
    asks_split=True,
)
