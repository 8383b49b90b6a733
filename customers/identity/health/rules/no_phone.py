"""A card without any phone."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card WHERE NOT EXISTS (SELECT FROM phone_use u WHERE u.card_id = card.id)
"""

flaw(
    "no_phone",
    _("No phone"),
    _("Nobody can be called or written to. Ask for a number at the next visit."),
    severity=SERIOUS,
    order=10,
    sql=SQL,
)
