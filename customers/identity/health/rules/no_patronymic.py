"""No patronymic, as many foreigners."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SLIGHT, flaw

SQL = """
SELECT card.id FROM card WHERE card.middle_name = '' AND card.last_name <> ''
"""

flaw(
    "no_patronymic",
    _("No patronymic"),
    _("Namesakes are harder to tell apart."),
    severity=SLIGHT,
    order=60,
    sql=SQL,
)
