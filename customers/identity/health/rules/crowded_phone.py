"""One number for people of many families."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
WITH home AS (SELECT person_id, household_id FROM customers_membership WHERE is_home),
crowd AS (
    SELECT u.phone_id FROM phone_use u JOIN card ON card.id = u.card_id LEFT JOIN home USING (person_id)
     WHERE u.phone_id IS NOT NULL GROUP BY u.phone_id
    HAVING count(DISTINCT card.person_id) > 4 AND count(DISTINCT coalesce(home.household_id, card.person_id)) > 2
)
SELECT DISTINCT u.card_id AS id FROM phone_use u JOIN crowd USING (phone_id) JOIN card ON card.id = u.card_id
"""

flaw(
    "crowded_phone",
    _("One phone on many strangers"),
    _("More than four people of three families stand on this phone: a salon's own number, or one invented."),
    severity=SERIOUS,
    order=16,
    of_files=False,
    sql=SQL,
)
