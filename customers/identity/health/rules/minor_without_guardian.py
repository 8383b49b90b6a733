"""A child for whom nobody answers."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card
 WHERE card.birth_date > %(today)s::date - interval '18 years' AND card.birth_date <= %(today)s::date
   AND NOT EXISTS (SELECT FROM customers_relationship r
                    WHERE r.person_id = card.person_id AND r.kind IN ('guardian', 'parent'))
   AND NOT EXISTS (SELECT FROM customers_membership m
                     JOIN customers_membership o ON o.household_id = m.household_id AND o.person_id <> m.person_id
                    WHERE m.person_id = card.person_id AND m.is_home AND m.role = 'child'
                      AND o.role IN ('head', 'spouse', 'parent'))
"""

flaw(
    "minor_without_guardian",
    _("Child without a guardian"),
    _("Nobody may be written to about this child: link a parent or a guardian."),
    severity=SERIOUS,
    order=46,
    sql=SQL,
    of_files=False,
)
