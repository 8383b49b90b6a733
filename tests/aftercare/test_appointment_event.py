"""Appointments in segment rules count as they stand in the books."""

import datetime as dt
import uuid
from typing import Any

import pytest

from aftercare.segments.count import count_rule
from customers.appointments import Booking, book_appointment, move_appointment
from customers.models import Person
from optics_crm.core.models import Salon
from tests.core.staff import make_salon
from tests.customers.people import card_of, make_person

pytestmark = pytest.mark.django_db
MORNING = dt.datetime.fromisoformat("2026-11-20T09:00:00+03:00")


@pytest.fixture
def salon(clock_at: Any) -> Salon:
    clock_at(MORNING.isoformat())
    return make_salon()


def booked(salon: Salon, name: str, status: str = "", **more: Any) -> Person:
    person = make_person(name, home_salon=salon)
    row = book_appointment(None, card_of(person), Booking(salon, MORNING + dt.timedelta(hours=5), **more))
    if status:
        move_appointment(None, row, status, reason="заболел")
    return person


def people(leaf: dict[str, Any], as_of: str = "2026-11-20") -> set[uuid.UUID]:
    rule = {"combinator": "and", "rules": [{"event": "appointment"} | leaf]}
    return set(count_rule(rule, dt.date.fromisoformat(as_of), sample=10).sample)


def where(field: str, value: Any) -> dict[str, Any]:
    return {"where": {"combinator": "and", "rules": [{"field": field, "op": "=", "value": value}]}}


def test_by_status_channel_salon_and_day(salon: Salon) -> None:
    anna = booked(salon, "Иванова Анна", source="phone")
    vera = booked(salon, "Петрова Вера", "cancelled", source="site")
    assert people({}) == {anna.pk, vera.pk}
    assert people(where("status", "cancelled")) == {vera.pk}
    assert people(where("channel", "phone")) == {anna.pk}
    assert people(where("salon", str(salon.pk))) == {anna.pk, vera.pk}
    assert people(where("salon", str(make_salon("Другой").pk))) == set()
    assert people({}, "2026-11-19") == set()
    assert people({"window": {"from": "-P1D"}}, "2026-11-25") == set()
