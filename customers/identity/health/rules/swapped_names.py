"""The surname in the field of the name, or the name in that of the patronymic."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw
from customers.identity.health.names import first_names, plain

# Роман Герман is one person; Мария Кузнецова in the fields surname and name is another's slip
SQL = f"""
SELECT card.id FROM card
 WHERE ({plain("card.last_name")} = ANY(%(first_names)s::text[]) AND card.first_name <> ''
        AND {plain("card.first_name")} <> ALL(%(first_names)s::text[]) AND card.first_name !~ '^[[:alpha:]][.]?$')
    OR (lower(card.first_name) ~ '..(ович|евич|овна|евна|ична|инична)$'
        AND lower(card.middle_name) !~ '(ович|евич|ич|овна|евна|ична|инична)$')
"""

flaw(
    "swapped_names",
    _("Names in each other's fields"),
    _("Surname, name and patronymic have changed places: twins are not found, letters greet by the surname."),
    severity=SERIOUS,
    order=30,
    sql=SQL,
    words={"first_names": first_names},
)
