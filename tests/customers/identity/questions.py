"""Questions for tests of the queue: pairs of cards, a family that may grow, a card with a child's glasses on it."""

import datetime as dt
from typing import Any

from customers.models import Card, Person, Proposal
from optics_crm.core.models import Salon
from orders.models import Purchase, PurchaseLine
from tests.customers.identity.world import buy, card_of
from tests.customers.people import make_person

BORN = dt.date(1984, 3, 8)


def ask(one: Person, other: Person | None = None, kind: str = "same", score: float = 0.95, **fields: Any) -> Proposal:
    """A question of the scan about the cards of these two, or about the card of one."""
    cards = sorted([card_of(one), card_of(other)], key=_id) if other else [card_of(one), None]
    reasons = fields.pop("reasons", ["first", "last_slip", "phone", "born_year"] if other else [])
    return Proposal.objects.create(
        card_a=cards[0], card_b=cards[1], kind=kind, score=score, source="scan", reasons=reasons, **fields
    )


def _id(card: Card) -> Any:
    return card.pk


def pair(number: int, salon: Salon | None = None) -> Proposal:
    """A question about one person who was written down twice; the lower the number the surer."""
    phone = f"+7910000{number:04d}"
    first = make_person(f"Кузнецова{'а' * number} Мария Сергеевна", phone=phone, home_salon=salon, birth_date=BORN)
    second = make_person(
        f"Кузницова{'а' * number} Мария", phone=phone, home_salon=salon, birth_date=BORN.replace(year=1985)
    )
    return ask(first, second, score=0.99 - number / 100)


def childs_glasses(person: Person, salon: Salon) -> Purchase:
    """Glasses in a child's frame, sold on this person's card."""
    bought = buy(card_of(person), salon, medical_on=dt.date(2026, 3, 3), is_posted=True)
    PurchaseLine.objects.create(
        purchase=bought, line_no=1, name="Оправа детская Nano", category="frame", qty=1, price=1000, amount=1000
    )
    return bought
