"""What the rules judge: the relations `card` and `phone_use`, drawn from the base or from the rows of a file."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from customers.identity.health.flaws import Flaw

# columns that a rule may name; a file has the same with ids of its own
CARD = (
    "id person_id last_name first_name middle_name birth_date sex address city home_salon_id source_created_by comment"
)
BASE = f"""card AS NOT MATERIALIZED (SELECT {", ".join(CARD.split())}, created_at
    FROM customers_card WHERE deleted_at IS NULL),
phone_use AS NOT MATERIALIZED (SELECT card_id, phone_id, raw, role FROM customers_cardphone)"""


def parameters(flaws: Iterable[Flaw], today: dt.date) -> dict[str, Any]:
    """The parameters of these rules."""
    asked: dict[str, Any] = {"today": today}
    for one in flaws:
        asked |= {name: word() for name, word in one.words.items()}
    return asked


def statement(flaw: Flaw, relations: str = BASE) -> str:
    """The ids of the cards that break a rule, as a statement."""
    return f"WITH {relations} SELECT id FROM ({flaw.sql}) AS {flaw.key}"


def each_rule(flaws: Iterable[Flaw], relations: str = BASE) -> str:
    """(card, rule) of all the rules in one statement."""
    parts = [f"SELECT id AS card_id, '{one.key}' AS rule FROM ({one.sql}) AS {one.key}" for one in flaws]
    return f"WITH {relations} " + " UNION ALL ".join(parts)
