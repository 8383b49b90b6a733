"""People to merge: the actor, cards with something on them."""

import datetime as dt
import uuid

from customers.models import Card, Person
from optics_crm.core.models import Employee, Salon
from orders.models import Purchase
from tests.core.staff import make_employee, make_salon
from tests.customers.people import card_of, make_person

SUPERVISOR = "supervisor"


def supervisor() -> Employee:
    return make_employee("supervisor", username=f"s{uuid.uuid4().hex[:8]}")


def people(*names: str) -> list[Person]:
    """One person a name, each with a card of its own."""
    return [make_person(name) for name in names]


def buy(card: Card, salon: Salon | None = None, day: dt.date = dt.date(2026, 3, 1), **fields: object) -> Purchase:
    """A purchase on a card, as 1C writes it."""
    at = dt.datetime.combine(day, dt.time(10), dt.UTC)
    values = {"number": "1", "total": 1000, **fields}
    row = Purchase.objects.create(
        card=card, salon=salon or Salon.objects.first() or make_salon(), sold_at=at, sold_on=day, **values
    )
    Purchase.objects.filter(pk=row.pk).update(guid=row.pk)
    return row


def owner(card: Card) -> uuid.UUID:
    """Whose card it is now."""
    return Card.objects.get(pk=card.pk).person_id


def stands(person: Person) -> uuid.UUID:
    """Who stands for this person now."""
    row = Person.objects.get(pk=person.pk)
    return row.merged_into_id or row.pk


__all__ = ["buy", "card_of", "owner", "people", "stands", "supervisor"]
