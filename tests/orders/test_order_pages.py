"""Pages of orders, stock and reservations: who sees what, how often the database is asked, what a form does."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from optics_crm.core import clock
from optics_crm.core.models import AuditEntry, Salon
from orders.models import Order, OrderLine, Reservation
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person, make_prescription
from tests.orders.orders import make_order, make_product, make_stock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def salon(clock_at: object) -> Salon:
    clock.freeze(dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC))
    return make_salon()


def desk(client: Client, role: str, salon: Salon | None = None) -> None:
    client.force_login(make_employee(role, username=f"{role}-{salon}", salon=salon))


def fill(salon: Salon, number: int) -> None:
    frame = make_product(f"Оправа {number}")
    make_stock(frame, salon, qty=3)
    person = make_person(f"Котова {'АБВГДЕЖЗ'[number]}нна", home_salon=salon)
    make_order(person, salon, "in_workshop", number=f"З-{number}", promised_on=dt.date(2026, 11, 18 + number))
    now = clock.now()
    Reservation.objects.create(
        card=person.cards.get(), product=frame, from_salon=salon, qty=1, until=now, status_at=now
    )


@pytest.mark.parametrize("path", ["/orders/", "/products/", "/reservations/"])
def test_a_list_asks_as_often_for_seven_rows_as_for_two(client: Client, salon: Salon, path: str) -> None:
    desk(client, "consultant", salon)
    client.get(path)

    def asked() -> int:
        clock.now()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    for number in range(2):
        fill(salon, number)
    few = asked()
    for number in range(2, 7):
        fill(salon, number)
    assert asked() == few <= 20


def test_a_salon_sees_its_own_orders_and_nobody_elses(client: Client, salon: Salon) -> None:
    mine = make_order(make_person("Котова Анна", home_salon=salon), salon, number="З-1")
    there = make_salon("другой")
    others = make_order(make_person("Белова Инна", home_salon=there), there, number="З-2")
    desk(client, "consultant", salon)
    page = client.get("/orders/").content.decode()
    assert ("З-1" in page, "З-2" in page) == (True, False)
    assert client.get(f"/orders/{mine.pk}/").status_code == 200
    assert client.get(f"/orders/{others.pk}/").status_code == 404
    assert client.post(f"/orders/{others.pk}/move/", {"status": "ready", "revision": 1}).status_code == 404
    desk(client, "supervisor")
    assert client.get(f"/orders/{others.pk}/").status_code == 200
    desk(client, "marketer")
    assert client.get("/orders/").status_code == 403


def test_the_late_are_found_and_marked(client: Client, salon: Salon) -> None:
    make_order(None, salon, "in_workshop", number="З-1", promised_on=dt.date(2026, 11, 19))
    make_order(None, salon, "in_workshop", number="З-2", promised_on=dt.date(2026, 11, 29))
    desk(client, "consultant", salon)
    page = client.get("/orders/?state=late").content.decode()
    assert ("З-1" in page, "З-2" in page, "is-late" in page) == (True, False, True)
    assert "З-2" in client.get("/orders/?number=з-2").content.decode()


def test_the_page_answers_where_the_order_is_on_top_and_says_what_may_be_done(client: Client, salon: Salon) -> None:
    row = make_order(make_person(home_salon=salon), salon, "in_workshop", promised_on=dt.date(2026, 11, 19))
    desk(client, "consultant", salon)
    page = client.get(f"/orders/{row.pk}/").content.decode()
    assert page.index("извинитесь") < page.index("Состав заказа")
    assert 'aria-current="step"' in page
    assert ("/move/" in page, "/hold/" in page, "/promise/" in page, "/cancel/" in page) == (True, True, True, False)
    desk(client, "operator")
    page = client.get(f"/orders/{row.pk}/").content.decode()
    assert ("/move/" in page, "/promise/" in page) == (False, False)


def test_dioptres_are_for_those_who_may_and_the_look_is_recorded(client: Client, salon: Salon) -> None:
    person = make_person(home_salon=salon)
    row = make_order(person, salon)
    OrderLine.objects.filter(line_no=1).update(prescription=make_prescription(person, "-2.75"))
    desk(client, "receptionist", salon)
    assert "2,75" not in client.get(f"/orders/{row.pk}/").content.decode()
    assert not AuditEntry.objects.filter(verb="customers.prescription.viewed").exists()
    desk(client, "consultant", salon)
    assert "2,75" in client.get(f"/orders/{row.pk}/").content.decode()
    assert AuditEntry.objects.filter(verb="customers.prescription.viewed", object_id=person.pk).count() == 1


def test_forms_move_hold_promise_and_cancel(client: Client, salon: Salon) -> None:
    row = make_order(None, salon, "in_workshop")
    desk(client, "salon_manager", salon)

    def sent(what: str, **fields: object) -> int:
        row.refresh_from_db()
        response = client.post(f"/orders/{row.pk}/{what}/", {"revision": row.revision} | fields)
        row.refresh_from_db()
        return response.status_code

    assert (sent("promise", promised_on="2026-11-30"), row.promised_on) == (302, dt.date(2026, 11, 30))
    assert (sent("hold", reason="Ждём"), row.status) == (302, "on_hold")
    assert (sent("move", status="ready"), row.status) == (302, "ready")
    assert (sent("remake", cause="rx"), row.status) == (302, "remake")
    assert (sent("hold"), row.status) == (302, "remake"), "no reason, no hold"
    assert sent("move", status="new") == 409
    assert client.post(f"/orders/{row.pk}/cancel/", {"revision": 1, "reason": "x"}).status_code == 412
    assert (sent("cancel", reason="Передумал"), row.status) == (302, "cancelled")


def test_an_order_that_was_another_leads_to_it(client: Client, salon: Salon) -> None:
    stands, gone = make_order(None, salon), make_order(None, salon)
    Order.objects.filter(pk=gone.pk).update(joined_into=stands, deleted_at=clock.now())
    desk(client, "consultant", salon)
    response = client.get(f"/orders/{gone.pk}/")
    assert (response.status_code, response["Location"]) == (301, f"/orders/{stands.pk}/")


def test_export_has_no_names_and_is_not_for_everybody(client: Client, salon: Salon) -> None:
    person = make_person("Котова Анна", home_salon=salon)
    make_order(person, salon)
    desk(client, "consultant", salon)
    assert client.get("/orders/?export=csv").status_code == 403
    desk(client, "salon_manager", salon)
    text = b"".join(client.get("/orders/?export=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "З-1" in text
    assert str(person.pk) in text
    assert "Котова" not in text


def test_a_product_is_found_and_put_aside_for_the_client_of_the_dossier(client: Client, salon: Salon) -> None:
    frame, there = make_product("Оправа Vogue гавана", sku="VOG-1"), make_salon("Дальний")
    make_stock(frame, there, qty=1)
    person = make_person("Котова Анна", home_salon=salon, phone="+79121234567")
    desk(client, "consultant", salon)
    assert "Vogue" in client.get(f"/products/?q=vogue+гавана&customer={person.pk}").content.decode()
    assert "Vogue" not in client.get("/products/?q=silhouette").content.decode()
    page = client.get(f"/products/{frame.pk}/?customer={person.pk}").content.decode()
    address = f"/reservations/new/?product={frame.pk}&from={there.pk}"
    assert address.replace("&", "&amp;") in page
    assert "Котова" in client.get(f"{address}&q=9121234567").content.decode()
    form = {"to_salon": str(salon.pk), "qty": 1, "until": "2026-11-25"}
    assert client.post(f"{address}&customer={person.pk}", form | {"qty": "x"}).status_code == 422
    assert client.post(f"{address}&customer={person.pk}", form).status_code == 302
    row = Reservation.objects.get()
    assert (row.from_salon, row.to_salon, row.until.date()) == (there, salon, dt.date(2026, 11, 25))
    assert client.post(f"{address}&customer={make_person('Белова Инна').pk}", form).status_code == 422
    assert "Vogue" in client.get("/reservations/").content.decode()
    settle = client.post(f"/reservations/{row.pk}/settle/", {"status": "confirmed", "revision": 1})
    assert (settle.status_code, Reservation.objects.get().status) == (302, "confirmed")


def test_the_dossier_shows_open_orders_and_search_finds_their_numbers(client: Client, salon: Salon) -> None:
    person = make_person(home_salon=salon)
    row = make_order(person, salon, "ready", number="З-77", shop_number="S-77")
    desk(client, "consultant", salon)
    page = client.get(f"/customers/{person.pk}/").content.decode()
    assert f"/orders/{row.pk}/" in page
    assert "Заказ готов" in page
    assert f"/orders/{row.pk}/" in client.get("/search/?q=s-77").content.decode()


def test_bad_addresses_are_refused_plainly(client: Client, salon: Salon) -> None:
    desk(client, "consultant", salon)
    for path in (
        "/reservations/new/",
        "/reservations/new/?product=x&from=y",
        "/products/00000000-0000-0000-0000-000000000001/",
    ):
        assert client.get(path).status_code == 404
    assert client.get("/orders/?status=x&state=y&salon=z&after=zzz").status_code == 200
    assert client.get("/products/?customer=nobody&q=%25").status_code == 200
