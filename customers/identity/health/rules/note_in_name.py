"""A remark of the desk in the name field."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

WORDS = (
    "дочь|дочка|сын|жена|муж|мама|мать|папа|отец|бабушка|дедушка|внук|внучка|сестра|брат|мамой|папой|работа|сосед"
    "|соседка|знакомая|знакомый|ребенок|ребёнок|не звонить"
)
SQL = rf"""
SELECT card.id FROM card
 WHERE concat_ws(' ', card.last_name, card.first_name, card.middle_name) ~* '\m({WORDS})\M'
"""

flaw(
    "note_in_name",
    _("A remark in the name"),
    _("Whose wife or where the person works belongs into the note: a message would greet by it."),
    severity=SERIOUS,
    order=22,
    sql=SQL,
)
