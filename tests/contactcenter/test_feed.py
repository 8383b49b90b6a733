"""What is done here with tickets and appointments goes back to the books, each step by itself."""

import datetime as dt
from typing import Any

import pytest

from contactcenter.models import StageChange, Ticket
from contactcenter.tickets import assign_ticket, move_ticket, promise_ticket
from customers.appointments import Booking, book_appointment, move_appointment
from customers.models import Appointment, Card, Person
from optics_crm.core.models import Salon
from tests.contactcenter.rows import TICKET, VISIT, appointment, change, ticket
from tests.contactcenter.world import make_ticket
from tests.core.staff import make_employee
from tests.sync.feed.book import Book
from tests.sync.rows import ANNA, SALON, customer, guid, salon, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def world(clock_at: Any) -> None:
    clock_at("2026-11-21T11:00:00+03:00")
    send([salon(), customer(), ticket(), appointment()])


def of(items: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [item for item in items if item["kind"] == kind]


def test_a_stage_moved_here_goes_back_as_the_ticket_and_as_its_step() -> None:
    onec = Book()
    onec.catch_up()
    row = move_ticket(None, Ticket.objects.get(), "diagnosed", comment="винт")
    move_ticket(None, row, "in_repair")
    items = onec.all_changes()
    steps = of(items, "stage_change")
    assert [(one["data"]["from"], one["data"]["to"]) for one in steps] == [
        ("accepted", "diagnosed"),
        ("diagnosed", "in_repair"),
    ]
    assert (steps[0]["data"]["entity"], steps[0]["data"]["entity_guid"], steps[0]["data"]["comment"]) == (
        "service_ticket",
        TICKET,
        "винт",
    )
    (told,) = of(items, "service_ticket")
    assert (told["guid"], told["data"]["stage"], told["data"]["customer"], told["data"]["salon"]) == (
        TICKET,
        "in_repair",
        ANNA,
        SALON,
    )


def test_what_went_out_comes_back_as_the_same_step() -> None:
    onec = Book()
    onec.catch_up()
    move_ticket(None, Ticket.objects.get(), "diagnosed")
    step = of(onec.all_changes(), "stage_change")[0]
    told = {"kind": "stage_change", "op": "upsert", "guid": step["guid"], "version": 5, "data": step["data"]}
    assert send([told])["results"][0]["status"] == "updated"
    assert StageChange.objects.filter(to_stage="diagnosed").count() == 1
    assert Ticket.objects.get().stage == "diagnosed"


def test_a_ticket_born_here_is_told_whole_with_its_promise_and_owner() -> None:
    onec = Book()
    onec.catch_up()
    row = make_ticket(Person.objects.get(), Salon.objects.get(), "claim", demand="money_back")
    promise_ticket(None, row, dt.date(2026, 11, 25))
    assign_ticket(None, row, make_employee("supervisor"))
    (told,) = of(onec.all_changes(), "service_ticket")
    data = told["data"]
    assert (told["guid"], data["number"], data["demand"], data["promised_on"]) == (
        str(row.pk),
        row.number,
        "money_back",
        "2026-11-25",
    )
    assert data["responsible"] is not None


def test_appointments_and_their_steps() -> None:
    onec = Book()
    onec.catch_up()
    move_appointment(None, Appointment.objects.get(), "confirmed")
    starts = dt.datetime.fromisoformat("2026-11-25T12:00:00+03:00")
    booked = book_appointment(None, Card.objects.get(), Booking(Salon.objects.get(), starts, service="Проверка"))
    items = onec.all_changes()
    told = {one["guid"]: one["data"] for one in of(items, "appointment")}
    assert told[VISIT]["status"] == "confirmed"
    assert (told[str(booked.pk)]["starts_at"], told[str(booked.pk)]["customer"]) == ("2026-11-25T12:00:00+03:00", ANNA)
    assert "exam" not in told[VISIT]
    steps = [(one["data"]["entity_guid"], one["data"]["to"]) for one in of(items, "stage_change")]
    assert steps == [(VISIT, "confirmed"), (str(booked.pk), "booked")]


def test_another_book_hears_what_1c_told_and_1c_does_not() -> None:
    onec, shop = Book(), Book("shop")
    for book in (onec, shop):
        book.catch_up()
    send([change(1, "diagnosed", "2026-11-20T15:00:00+03:00")], is_history=True)
    assert onec.all_changes() == []
    heard = shop.all_changes()
    assert [one["guid"] for one in of(heard, "stage_change")] == [guid(1)]
    assert [one["data"]["stage"] for one in of(heard, "service_ticket")] == ["diagnosed"]
