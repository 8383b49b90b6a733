"""Orders when a card is split: they go with what they became, and stay where they went."""

import pytest

from customers.identity.splitting import split_card, undo_split
from customers.models import Card
from orders.models import Order, Purchase
from tests.customers.identity.world import supervisor
from tests.orders.orders import ORDER, order, product
from tests.sync.rows import customer, doctor, guid, purchase, salon, send

pytestmark = pytest.mark.django_db
MOTHER, CHILD, OTHER = (guid(name) for name in ("mother", "child", "other"))
SALE = guid("sale")


@pytest.fixture(autouse=True)
def world(db: None) -> None:
    cards = [customer(key=key, last_name=f"Иванова{key[:2]}") for key in (MOTHER, CHILD, OTHER)]
    send([salon(), doctor(), product(), *cards])
    send([order(customer=MOTHER), purchase(SALE, 1, customer=MOTHER, order=ORDER)])


def card(key: str) -> Card:
    return Card.objects.get(guid=key)


def whose() -> tuple[str, str]:
    """The owner of the order and of the purchase that it became."""
    return str(Order.objects.get().card.guid), str(Purchase.objects.get().card.guid)  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["order", "purchase"])
def test_the_one_brings_the_other_and_the_undo_takes_both_back(kind: str) -> None:
    row = Order.objects.get() if kind == "order" else Purchase.objects.get()
    event = split_card(supervisor(), card(MOTHER), {kind: [row.pk]}, to=card(CHILD))
    assert whose() == (CHILD, CHILD)
    send([order(ORDER, 2, customer=MOTHER, status="ready", status_at="2026-11-21T10:00:00+03:00")])
    assert (whose(), Order.objects.get().status) == ((CHILD, CHILD), "ready"), "it stays moved when it comes again"
    undo_split(supervisor(), event)
    assert whose() == (MOTHER, MOTHER)


def test_another_customer_than_before_is_a_new_word_of_the_book() -> None:
    split_card(supervisor(), card(MOTHER), {"order": [Order.objects.get().pk]}, to=card(CHILD))
    send([order(ORDER, 2, customer=OTHER)])
    assert whose() == (OTHER, CHILD)
