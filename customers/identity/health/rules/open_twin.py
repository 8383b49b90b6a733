"""A question about a twin that waits."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card
 WHERE EXISTS (SELECT FROM customers_proposal q WHERE q.status = 'open' AND q.kind = 'same' AND q.card_a_id = card.id)
    OR EXISTS (SELECT FROM customers_proposal q WHERE q.status = 'open' AND q.kind = 'same' AND q.card_b_id = card.id)
"""

flaw(
    "open_twin",
    _("Perhaps twice in the base"),
    _("Another card may be the same person's: it waits in the review queue."),
    severity=SERIOUS,
    order=50,
    sql=SQL,
    of_files=False,
)
