"""What 1C sends again after a split."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.identity.splitting import split_card, undo_split
from customers.models import Card, Exam, MovedFact, Prescription
from orders.models import Purchase
from tests.customers.identity.world import supervisor
from tests.sync.rows import customer, doctor, exam, guid, purchase, rx, salon, send

pytestmark = pytest.mark.django_db

MOTHER, CHILD, OTHER = (guid(name) for name in ("mother", "child", "other"))
SALE, BACK, EXAM, RX = (guid(name) for name in ("sale", "back", "exam", "rx"))


@pytest.fixture(autouse=True)
def world(db: None) -> None:
    send([salon(), doctor(), *(customer(key=key, last_name=f"Иванова{key[:2]}") for key in (MOTHER, CHILD, OTHER))])
    send([exam(EXAM, 1, customer=MOTHER, prescriptions=[rx(RX)])])
    send([purchase(SALE, 1, customer=MOTHER, exam=EXAM)])


def card(key: str) -> Card:
    return Card.objects.get(guid=key)


def split() -> object:
    sale = Purchase.objects.get(guid=SALE)
    return split_card(supervisor(), card(MOTHER), {"purchase": [sale.pk]}, to=card(CHILD))


def where(model: type[Purchase] | type[Exam] | type[Prescription], key: str) -> str:
    return str(model.objects.get(guid=key).card.guid)  # type: ignore[union-attr]


def test_the_purchase_and_its_exam_stay_with_the_child() -> None:
    split()

    send([purchase(SALE, 2, customer=MOTHER, exam=EXAM, total="2000.00")])
    send([exam(EXAM, 2, customer=MOTHER, prescriptions=[rx(RX), rx(guid("second"), purpose="near")])])

    assert Purchase.objects.get(guid=SALE).total == 2000
    assert {where(Purchase, SALE), where(Exam, EXAM), where(Prescription, guid("second"))} == {CHILD}


def test_a_return_that_comes_later_follows_its_sale_and_goes_home_with_it() -> None:
    event = split()

    send([purchase(BACK, 1, customer=MOTHER, kind="return", return_of=SALE)])
    followed = where(Purchase, BACK)
    undo_split(supervisor(), event)  # type: ignore[arg-type]

    assert followed == CHILD
    assert {where(Purchase, SALE), where(Purchase, BACK), where(Exam, EXAM), where(Prescription, RX)} == {MOTHER}


def test_another_customer_than_before_is_a_new_word_of_1c_and_holds_when_the_split_is_undone() -> None:
    event = split()

    send([purchase(SALE, 2, customer=OTHER, exam=EXAM)])
    said = where(Purchase, SALE)
    undo_split(supervisor(), event)  # type: ignore[arg-type]

    assert (said, where(Purchase, SALE), where(Exam, EXAM)) == (OTHER, OTHER, MOTHER)


def test_a_purchase_that_went_home_is_the_sources_again() -> None:
    undo_split(supervisor(), split())  # type: ignore[arg-type]

    send([purchase(SALE, 2, customer=OTHER, exam=EXAM)])

    assert where(Purchase, SALE) == OTHER


def test_fresh_sales_are_not_asked_about_moves() -> None:
    with CaptureQueriesContext(
        connection,
    ) as spent:
        send([purchase(guid("fresh"), 1, customer=MOTHER)])

    assert not [one["sql"] for one in spent if MovedFact._meta.db_table in one["sql"]]
