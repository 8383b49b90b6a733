"""The list of appointments, one that opens in place, and what is said of it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.appointments import Booking, book_appointment
from customers.models import Appointment, Person
from optics_crm.core.models import Employee, Salon
from tests.core.staff import make_employee, make_salon
from tests.customers.people import card_of, make_person

pytestmark = pytest.mark.django_db
NOW = dt.datetime.fromisoformat("2026-11-20T09:00:00+03:00")


@pytest.fixture(autouse=True)
def now(clock_at: Any) -> None:
    clock_at(NOW.isoformat())


@pytest.fixture
def salon() -> Salon:
    return make_salon()


@pytest.fixture
def clerk(client: Client, salon: Salon) -> Employee:
    user = make_employee("receptionist", salon=salon)
    client.force_login(user)
    return user


def book(salon: Salon, hours: int = 3, name: str = "Иванова Анна Петровна", **more: Any) -> Appointment:
    person = make_person(name, home_salon=salon)
    return book_appointment(None, card_of(person), Booking(salon, NOW + dt.timedelta(hours=hours), **more))


def page(client: Client, **query: Any) -> str:
    response = client.get("/appointments/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_day_of_the_salon_by_time_and_with_filters(client: Client, clerk: Employee, salon: Salon) -> None:
    book(salon, 5, "Вторая Вера")
    book(salon, 3, "Первая Анна")
    book(salon, 24, "Завтрашняя Зоя")
    book(make_salon("Другой салон"), 3, "Чужая Чара")
    text = page(client)
    assert text.index("Первая Анна") < text.index("Вторая Вера")
    assert "Завтрашняя" not in text
    assert "Чужая" not in text
    assert "Завтрашняя" in page(client, since="2026-11-20", span="7")
    assert "Первая" not in page(client, status="cancelled")
    assert "Первая" in page(client, since="не день")
    assert client.get("/appointments/", {"since": "9999-12-31", "span": "31"}).status_code == 200


def test_the_contact_centre_sees_all_salons(client: Client, salon: Salon) -> None:
    client.force_login(make_employee("operator"))
    book(salon, 3, "Первая Анна")
    other = make_salon("Другой салон")
    book(other, 3, "Чужая Чара")
    assert "Чужая" in page(client)
    assert "Первая" not in page(client, salon=str(other.pk))


def test_the_number_of_questions_does_not_grow(client: Client, clerk: Employee, salon: Salon) -> None:
    def asked() -> int:
        client.get("/appointments/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/appointments/")
        return len(queries)

    book(salon, 1)
    before = asked()
    for number in range(6):
        book(salon, 2 + number, f"Петров Пётр {number}", doctor=make_employee("doctor", username=f"d{number}"))
    assert asked() == before <= 12


def test_it_opens_in_place_and_takes_what_is_said(client: Client, clerk: Employee, salon: Salon) -> None:
    row = book(salon, 3)
    part = client.get(f"/appointments/{row.pk}/part/").content.decode()
    assert "confirmed" in part
    told = {"status": "confirmed", "revision": row.revision}
    response = client.post(f"/appointments/{row.pk}/say/", told, headers={"HX-Request": "true"})
    assert (response.status_code, Appointment.objects.get().status) == (200, "confirmed")
    for bad, status in (
        ({"status": "cancelled"}, 422),
        ({}, 422),
        ({"status": "done", "revision": 1}, 412),
        ({"status": "booked"}, 409),
    ):
        assert client.post(f"/appointments/{row.pk}/say/", bad).status_code == status, bad
    assert client.post(f"/appointments/{row.pk}/say/", {"status": "cancelled", "reason": "заболел"}).status_code == 302
    assert Appointment.objects.get().cancel_reason == "заболел"


def test_another_salons_appointment_is_not_there(client: Client, clerk: Employee) -> None:
    row = book(make_salon("Другой салон"))
    assert client.get(f"/appointments/{row.pk}/part/").status_code == 404
    assert client.post(f"/appointments/{row.pk}/say/", {"status": "confirmed"}).status_code == 404


def test_booking_from_the_dossier(client: Client, clerk: Employee, salon: Salon) -> None:
    person = make_person(home_salon=salon)
    path = f"/appointments/new/?customer={person.pk}"
    assert path in client.get(f"/customers/{person.pk}/").content.decode()
    told = {"salon": salon.pk, "day": "2026-11-21", "time": "12:30", "source": "phone", "service": "Проверка зрения"}
    assert client.post(path, told | {"day": "2026-11-19"}).status_code == 422
    assert client.post(path, told).status_code == 302
    row = Appointment.objects.get()
    assert row.starts_at == dt.datetime.fromisoformat("2026-11-21T12:30:00+03:00")
    text = client.get(f"/customers/{person.pk}/").content.decode()
    assert text.count("Проверка зрения") >= 2
    assert client.get("/appointments/new/?customer=x").status_code == 302


def test_the_file_names_nobody_in_full(client: Client, clerk: Employee, salon: Salon) -> None:
    book(salon, 3)
    text = b"".join(client.get("/appointments/?export=csv")).decode("utf-8-sig")
    assert "Анна И." in text
    assert "Иванова" not in text


def test_a_doctor_of_the_salon_sees_the_day(client: Client, salon: Salon) -> None:
    client.force_login(make_employee("doctor", salon=salon))
    book(salon, 3)
    assert "Иванова Анна Петровна" in page(client)
    assert Person.objects.count() == 1
