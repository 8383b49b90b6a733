"""What the resources of orders, stock and certificates answer beyond what every resource does."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from optics_crm.core import clock
from optics_crm.core.models import Salon
from orders.certificates import Gift, issue
from orders.models import Order
from tests.api.callers import API, logged_in, program
from tests.core.staff import make_employee, make_salon
from tests.customers.people import card_of, make_person
from tests.orders.orders import make_order, make_product, make_stock
from tests.orders.sales import make_sale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def salon(clock_at: object) -> Salon:
    clock.freeze(dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC))
    return make_salon()


def numbers(client: Client, query: str) -> list[str]:
    return [row["number"] for row in client.get(f"{API}/orders/?{query}").json()["results"]]


def test_orders_are_found_by_number_status_lateness_and_customer(salon: Salon) -> None:
    person = make_person()
    make_order(person, salon, "in_workshop", number="З-1", shop_number="S-1", promised_on=dt.date(2026, 11, 20))
    make_order(None, salon, "issued", number="З-2")
    client = logged_in("supervisor")
    assert numbers(client, "number=S-1") == numbers(client, "late=true") == numbers(client, "open=true") == ["З-1"]
    assert numbers(client, f"customer={person.pk}") == ["З-1"]
    assert numbers(client, "status=issued") == numbers(client, "late=false") == ["З-2"]
    assert client.get(f"{API}/orders/?status=delivered").status_code == 400


def test_an_order_tells_its_lines_money_steps_and_promises_and_nothing_medical(salon: Salon) -> None:
    row = make_order(make_person(), salon, "ready", promised_on=dt.date(2026, 11, 24))
    told: dict[str, Any] = logged_in("supervisor").get(f"{API}/orders/{row.pk}/").json()
    assert [line["line_no"] for line in told["lines"]] == [1, 2]
    assert (told["paid"], told["payments"][0]["kind"], told["first_promised_on"]) == ("2000.00", "card", "2026-11-24")
    assert [(step["status"], step["told_by"]) for step in told["changes"]] == [("ready", "onec-retail")]
    assert "prescription" not in str(told)


def test_orders_born_without_a_book_have_no_lines(salon: Salon) -> None:
    row = Order.objects.create(status="new", status_at=clock.now())
    told = logged_in("supervisor").get(f"{API}/orders/{row.pk}/").json()
    assert (told["lines"], told["payments"], told["customer"]) == ([], [], None)


def test_the_till_asks_for_a_code_as_the_client_shows_it(salon: Salon) -> None:
    gift = issue("x", Gift(card=card_of(make_person()).pk, value=500, valid_until=dt.date(2026, 11, 21)))
    client = program("certificate:read")
    typed = f"{gift.code[:4].lower()}-{gift.code[4:].lower()}"
    [row] = client.get(f"{API}/certificates/?code={typed}").json()["results"]
    assert (row["code"], row["status"], row["value"]) == (gift.code, "issued", "500.00")
    clock.freeze(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC))
    assert client.get(f"{API}/certificates/?code={typed}").json()["results"][0]["status"] == "expired"
    assert client.get(f"{API}/certificates/?code=NOTHING1").json()["results"] == []


def test_a_consultant_finds_any_code_and_lists_those_of_own_clients_alone(salon: Salon) -> None:
    gift = issue("x", Gift(card=card_of(make_person()).pk, value=500, valid_until=dt.date(2026, 12, 1)))
    client = Client()
    client.force_login(make_employee("consultant", salon=salon))
    assert client.get(f"{API}/certificates/").json()["results"] == []
    assert len(client.get(f"{API}/certificates/?code={gift.code}").json()["results"]) == 1


def test_stock_and_purchases_are_found_by_what_they_belong_to(salon: Salon) -> None:
    frame, person = make_product(sku="A-1", barcodes=["4601234567890"]), make_person()
    make_stock(frame, salon, qty=2)
    make_stock(make_product("другая"), salon, qty=0)
    sale = make_sale(person, salon, dt.date(2026, 11, 20))
    client = logged_in("supervisor")

    def found(query: str) -> int:
        return len(client.get(f"{API}/{query}").json()["results"])

    assert found(f"stock/?product={frame.pk}&salon={salon.pk}&is_there=true") == 1
    assert found("stock/?is_there=false") == 1
    assert found("products/?barcode=4601234567890") == found("products/?sku=A-1") == 1
    assert found(f"purchases/?customer={person.pk}&medical=true&sold_from=2026-11-20") == 1
    assert found("purchases/?sold_until=2026-11-19") == 0
    [row] = client.get(f"{API}/purchases/").json()["results"]
    assert (row["id"], row["medical_on"], len(row["lines"])) == (str(sale.pk), "2026-11-20", 2)
