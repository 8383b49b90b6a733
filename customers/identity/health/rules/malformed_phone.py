"""A phone that is no phone number."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card
 WHERE EXISTS (SELECT FROM phone_use u WHERE u.card_id = card.id AND u.phone_id IS NULL)
"""

flaw(
    "malformed_phone",
    _("Phone is no number"),
    _("A digit is missing, or there are words: nothing reaches it, and a caller is not recognised."),
    severity=SERIOUS,
    order=12,
    sql=SQL,
)
