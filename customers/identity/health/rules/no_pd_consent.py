"""Nobody has signed for the data."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card JOIN customers_person p ON p.id = card.person_id WHERE NOT p.consent_pd
"""

flaw(
    "no_pd_consent",
    _("No consent to data processing"),
    _("The law asks for a consent to processing: take it at the next visit."),
    severity=SERIOUS,
    order=52,
    sql=SQL,
    of_files=False,
)
