"""What desks do with appointments."""

import datetime as dt
from typing import Any

import pytest

from customers.appointments import Booking, book_appointment, move_appointment, moves_of
from customers.models import Appointment, AppointmentChange, Person
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import AuditEntry, Employee, News, Salon
from tests.core.staff import make_employee, make_salon
from tests.customers.people import card_of, make_person

pytestmark = pytest.mark.django_db
NOW = dt.datetime.fromisoformat("2026-11-20T12:00:00+03:00")


@pytest.fixture(autouse=True)
def now(clock_at: Any) -> None:
    clock_at(NOW.isoformat())


@pytest.fixture
def salon() -> Salon:
    return make_salon()


@pytest.fixture
def person(salon: Salon) -> Person:
    return make_person(home_salon=salon)


@pytest.fixture
def clerk(salon: Salon) -> Employee:
    return make_employee("receptionist", salon=salon)


def book(person: Person, salon: Salon, hours: int = 24, **more: Any) -> Appointment:
    return book_appointment(None, card_of(person), Booking(salon, NOW + dt.timedelta(hours=hours), **more))


def code_of(action: Any, *args: Any, **options: Any) -> str:
    before = (AppointmentChange.objects.count(), News.objects.count(), AuditEntry.objects.count())
    with pytest.raises(DomainError) as refusal:
        action(*args, **options)
    assert (AppointmentChange.objects.count(), News.objects.count(), AuditEntry.objects.count()) == before
    return refusal.value.code


def test_booking(person: Person, salon: Salon, clerk: Employee) -> None:
    row = book_appointment(clerk, card_of(person), Booking(salon, NOW + dt.timedelta(hours=13), service="Проверка"))
    assert (row.status, row.starts_on, row.guid) == ("booked", dt.date(2026, 11, 21), row.pk)
    assert row.ends_at == row.starts_at + dt.timedelta(minutes=30)
    assert News.objects.get(kind="customers.appointment_booked").ids["appointment"] == str(row.pk)


def test_bookings_that_are_refused(person: Person, salon: Salon) -> None:
    assert code_of(book, person, salon, -1) == "appointment_in_past"
    doctor = make_employee("doctor", salon=salon)
    book(person, salon, doctor=doctor)
    other = make_person("Петров Пётр", home_salon=salon)
    assert code_of(book, other, salon, doctor=doctor) == "doctor_taken"
    move_appointment(None, Appointment.objects.get(), "cancelled", reason="заболел")
    assert book(other, salon, doctor=doctor).status == "booked"


def test_a_visit_from_booking_to_end(person: Person, salon: Salon, clerk: Employee, clock_at: Any) -> None:
    row = move_appointment(clerk, book(person, salon), "confirmed")
    assert moves_of(row, clock.now()) == ["cancelled"]
    clock_at("2026-11-21T12:05:00+03:00")
    assert moves_of(row, clock.now()) == ["arrived", "done", "no_show", "cancelled"]
    row = move_appointment(clerk, row, "no_show")
    row = move_appointment(clerk, row, "done")
    assert [change.to_status for change in row.changes.all()] == ["booked", "confirmed", "no_show", "done"]
    assert (row.status, moves_of(row, clock.now())) == ("done", [])


def test_moves_that_are_refused(person: Person, salon: Salon, clock_at: Any) -> None:
    row = book(person, salon)
    assert code_of(move_appointment, None, row, "arrived") == "appointment_cannot"
    assert code_of(move_appointment, None, row, "no_show") == "appointment_cannot"
    assert code_of(move_appointment, None, row, "lost") == "status_unknown"
    assert code_of(move_appointment, None, row, "cancelled", reason=" ") == "reason_missing"
    assert code_of(move_appointment, None, row, "confirmed", revision=9) == "appointment_changed"
    clock_at("2026-11-21T12:05:00+03:00")
    assert code_of(move_appointment, None, row, "confirmed") == "appointment_cannot"
    assert Appointment.objects.missed(clock.now()).get() == row
