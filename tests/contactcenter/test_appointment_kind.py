"""`appointment` of the exchange: days, statuses in any order, exams on either side."""

import datetime as dt
import itertools
import random
from typing import Any

import pytest
from django.db import transaction

from customers.models import Appointment, AppointmentChange, Person
from optics_crm.core.models import News, Salon
from tests.contactcenter.rows import VISIT, appointment, change
from tests.core.staff import make_employee
from tests.sync.rows import ANNA, DOCTOR, customer, deferral, delete, doctor, exam, guid, refusal, salon, send, statuses

pytestmark = pytest.mark.django_db
VERSION = 1_795_000_000_000  # a moment in milliseconds, 2026-11-18


@pytest.fixture(autouse=True)
def world(clock_at: Any) -> None:
    clock_at("2026-11-21T11:00:00+03:00")
    send([salon(timezone="Asia/Yekaterinburg"), doctor(), customer()])


def stored() -> Appointment:
    return Appointment.objects.get(guid=VISIT)


def step(name: object, to: str, at: str, came_from: str = "booked", **more: Any) -> dict[str, Any]:
    return change(name, to, at, came_from, entity="appointment", entity_guid=VISIT, **more)


def test_fields_and_the_salons_own_day() -> None:
    row = appointment(
        doctor=DOCTOR,
        service="Полная проверка",
        starts_at="2026-11-24T22:30:00+03:00",
        ends_at="2026-11-24T23:00:00+03:00",
        source="phone",
    )
    assert statuses([row]) == ["created"]
    found = stored()
    assert found.starts_on == dt.date(2026, 11, 25)
    assert (found.service, found.source, found.status) == ("Полная проверка", "phone", "booked")
    assert found.doctor is not None


def test_refusals() -> None:
    assert refusal(appointment(ends_at="2026-11-24T11:59:00+03:00")) == ("bad_date", "/ends_at")
    for version, name in enumerate(("status", "source"), 1):
        assert deferral(appointment(version, **{name: "dream"})) == ("unknown_enum", f"/{name}")
    assert not Appointment.objects.exists()


def test_an_appointment_moved_to_later_loses_an_end_that_lies_before_it() -> None:
    send([appointment(1, ends_at="2026-11-24T12:30:00+03:00")])
    assert statuses([appointment(2, starts_at="2026-11-26T12:00:00+03:00")]) == ["updated"]
    assert stored().ends_at is None


class TestExam:
    """Either side may name the other; the second to come ties them."""

    def test_the_appointment_names_the_exam(self) -> None:
        send([appointment(exam=guid("e"))])
        assert stored().exam is None
        send([exam(guid("e"))])
        assert str(getattr(stored().exam, "guid", "")) == guid("e")

    def test_the_exam_names_the_appointment(self) -> None:
        send([exam(guid("e"), appointment=VISIT)])
        send([appointment()])
        assert str(getattr(stored().exam, "guid", "")) == guid("e")

    def test_it_is_let_go_when_the_appointment_says_so(self) -> None:
        send([appointment(1, exam=guid("e")), exam(guid("e"))])
        send([appointment(2, exam=None)])
        assert stored().exam is None


class TestStatus:
    """The newest word counts, whoever said it and whatever came first."""

    def test_any_order_of_telling_ends_the_same(self) -> None:
        rows = [
            appointment(VERSION),
            appointment(VERSION + 60_000, status="confirmed"),
            step(1, "arrived", "2026-11-20T11:58:00+03:00", "confirmed"),
            step(2, "done", "2026-11-20T12:30:00+03:00", "arrived"),
        ]
        ends = set()
        for order in random.Random(5).sample(list(itertools.permutations(rows)), 8):
            with transaction.atomic():
                send([appointment(VERSION)])
                for row in order:
                    send([row])
                ends.add((stored().status, stored().status_at))
                transaction.set_rollback(True)
        assert ends == {("done", dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC))}

    def test_a_late_step_lies_in_the_history_only(self) -> None:
        send([appointment(VERSION, status="done")])
        send([step(1, "confirmed", "2026-11-01T10:00:00+03:00")])
        assert stored().status == "done"
        assert list(AppointmentChange.objects.values_list("to_status", flat=True)) == ["confirmed"]

    def test_a_step_taken_back_takes_the_status_back(self) -> None:
        send([appointment(VERSION), step(1, "cancelled", "2026-11-20T10:00:00+03:00")])
        assert stored().status == "cancelled"
        send([delete("stage_change", guid(1), 2)])
        assert stored().status == "booked"

    def test_what_a_desk_said_is_not_said_again_by_the_book(self) -> None:
        send([appointment(VERSION)])
        AppointmentChange.objects.create(appointment=stored(), from_status="booked", to_status="confirmed")
        Appointment.objects.update(status="confirmed", status_at=AppointmentChange.objects.get().at)
        send([appointment(VERSION + 10**8, status="confirmed")])
        assert AppointmentChange.objects.count() == 1


def test_news_of_what_is_ahead_and_silence_of_history() -> None:
    send([appointment()], is_history=True)
    assert not News.objects.filter(kind__startswith="customers.appointment", is_quiet=False).exists()
    send([appointment(2, status="confirmed")])
    told = set(
        News.objects.filter(kind__startswith="customers.appointment", is_quiet=False).values_list("kind", flat=True)
    )
    assert told == {"customers.appointment_changed", "customers.appointment_moved"}


def test_a_person_belongs_to_the_salon_where_he_booked() -> None:
    consultant = make_employee("consultant", salon=Salon.objects.get())
    assert not Person.objects.visible_to(consultant).exists()
    send([appointment()])
    assert [str(card.guid) for card in Person.objects.visible_to(consultant).get().cards.all()] == [ANNA]
    assert Appointment.objects.visible_to(consultant).count() == 1
    assert not Appointment.objects.visible_to(make_employee("marketer")).exists()
