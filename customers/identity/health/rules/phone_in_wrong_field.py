"""A number written where no phone belongs."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card
 WHERE concat_ws(' ', card.last_name, card.first_name, card.middle_name, card.address, card.comment)
       ~ '(^|[^0-9])([+]?7|8)?[ (-]{0,2}9[0-9]{2}[ )-]{0,2}[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}([^0-9]|$)'
"""

flaw(
    "phone_in_wrong_field",
    _("Phone in a wrong field"),
    _("A number stands in the name, the address or the comment: a caller from it is not recognised."),
    severity=SERIOUS,
    order=14,
    sql=SQL,
)
