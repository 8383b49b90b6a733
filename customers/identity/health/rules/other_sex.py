"""A patronymic of a man on a woman's card."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

SQL = """
SELECT card.id FROM card
 WHERE (card.sex = 'm' AND lower(card.middle_name) ~ '(овна|евна|ична|кызы)$')
    OR (card.sex = 'f' AND lower(card.middle_name) ~ '(ович|евич|ьич|оглы)$')
"""

flaw(
    "other_sex",
    _("Patronymic does not fit the sex"),
    _("Either the sex is wrong or the patronymic is another person's."),
    severity=SERIOUS,
    order=36,
    sql=SQL,
)
