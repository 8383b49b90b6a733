"""Rules of base health that ask what was bought."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

CHILDS_GLASSES = """
SELECT DISTINCT card.id FROM card
  JOIN orders_purchase p ON p.card_id = card.id AND p.deleted_at IS NULL AND p.is_posted AND p.kind = 'sale'
  JOIN orders_purchaseline l ON l.purchase_id = p.id AND l.category = 'frame' AND l.name ~* '\\mдетск'
 WHERE card.birth_date IS NULL OR p.sold_on >= card.birth_date + interval '18 years'
"""

flaw(
    "childs_glasses",
    _("A child's glasses on a grown-up's card"),
    _("The child has no prescription history and no reminder of its own: move the purchase to a card of the child."),
    severity=SERIOUS,
    order=47,
    sql=CHILDS_GLASSES,
    of_files=False,
    asks_split=True,
)
