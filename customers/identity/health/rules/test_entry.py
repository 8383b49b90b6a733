"""Cards that somebody made to try the program."""

from django.utils.translation import gettext_lazy as _

from customers.identity.health.flaws import SERIOUS, flaw

WORDS = "тест|тестов|тестовый|тестовая|test|удалить|не использовать|дубль|аноним|клиент|asdf|qwerty|йцукен|фыва"
SQL = rf"""
SELECT card.id FROM card
 WHERE concat_ws(' ', card.last_name, card.first_name) ~* '\m({WORDS})\M'
    OR lower(card.last_name) ~ '^(.)\1{{2,}}$'
"""

flaw(
    "test_entry",
    _("Test entry"),
    _("Somebody tried the program: such cards are counted and written to like people."),
    severity=SERIOUS,
    order=34,
    sql=SQL,
)
