"""A letter instead of a name."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card WHERE card.first_name ~ '^[[:alpha:]][.]?$'
"""

flaw(
    "initials_only",
    _("Initials only"),
    _("One letter is no name: ask for the whole one."),
    severity=SERIOUS,
    order=32,
    sql=SQL,
)
