"""Tickets that use up their terms: who is told, once, and of what."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from contactcenter import escalating
from contactcenter.home import count
from contactcenter.models import Escalation, EscalationWord, Ticket
from customers.models import Person
from optics_crm.core import staff_words
from optics_crm.core.models import Employee, Salon
from tests.contactcenter.world import make_ticket
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
DUE = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def salon() -> Salon:
    return make_salon()


@pytest.fixture
def person(salon: Salon) -> Person:
    return make_person(home_salon=salon)


@pytest.fixture
def owner(salon: Salon) -> Employee:
    return make_employee("consultant", salon=salon, email="owner@example.ru")


@pytest.fixture
def manager(salon: Salon) -> Employee:
    return make_employee("salon_manager", salon=salon, email="manager@example.ru")


@pytest.fixture
def director(db: None) -> Employee:
    return make_employee("director", email="director@example.ru")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[staff_words.Word]]:
    words: list[staff_words.Word] = []
    monkeypatch.setattr(staff_words, "send", lambda channel, word: words.append(word))
    yield words


@pytest.fixture
def ticket(person: Person, salon: Salon, owner: Employee, clock_at: Any) -> Ticket:
    clock_at((DUE - 10 * HOUR).isoformat())
    made = make_ticket(person, salon)
    Ticket.objects.filter(pk=made.pk).update(
        owner=owner, warn_at=DUE - 2 * HOUR, stage_due_at=DUE, grave_at=DUE + 5 * HOUR, is_paused=False
    )
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (DUE - 3 * HOUR, {}),
        (DUE - HOUR, {80: {"owner"}}),
        (DUE + HOUR, {80: {"owner"}, 100: {"owner", "manager"}}),
        (DUE + 6 * HOUR, {80: {"owner"}, 100: {"owner", "manager"}, 150: {"director"}}),
    ],
)
def test_each_share_tells_its_people(
    at: dt.datetime,
    told: dict[int, set[str]],
    ticket: Ticket,
    manager: Employee,
    director: Employee,
    clock_at: Any,
    heard: list[staff_words.Word],
) -> None:
    make_employee("salon_manager", username="other", salon=make_salon(name="Чужой"), email="other@example.ru")
    clock_at(at.isoformat())
    for _run in range(2):  # the second run finds nothing new
        escalating.escalate_late()
    found: dict[int, set[str]] = {}
    for word in EscalationWord.objects.select_related("escalation", "employee"):
        found.setdefault(word.escalation.level, set()).add(word.employee.email.split("@")[0])
    assert found == told
    assert sorted(word.address.split("@")[0] for word in heard) == sorted(set().union(*told.values()))
    assert all(ticket.number in word.text for word in heard)


def test_a_stage_begun_anew_may_be_late_anew(ticket: Ticket, clock_at: Any, heard: list[staff_words.Word]) -> None:
    clock_at((DUE + HOUR).isoformat())
    escalating.escalate_late()
    later = DUE + dt.timedelta(days=3)
    Ticket.objects.filter(pk=ticket.pk).update(warn_at=later, stage_due_at=later, grave_at=later + HOUR)
    escalating.escalate_late()
    assert len(heard) == 1
    clock_at((later + dt.timedelta(minutes=1)).isoformat())
    escalating.escalate_late()
    assert len(heard) == 2


@pytest.mark.parametrize("still", [{"is_paused": True}, {"stage": "closed", "closed_at": DUE}])
def test_what_waits_for_the_client_or_is_over_tells_nobody(
    still: dict[str, Any], ticket: Ticket, clock_at: Any, heard: list[staff_words.Word]
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(**still)
    clock_at((DUE + 6 * HOUR).isoformat())
    escalating.escalate_late()
    assert not heard and not Escalation.objects.exists()


def test_a_message_that_could_not_leave_is_tried_again(
    ticket: Ticket, clock_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(channel: str, word: staff_words.Word) -> None:
        raise staff_words.NotCarried("down")

    monkeypatch.setattr(staff_words, "send", refuse)
    clock_at((DUE - HOUR).isoformat())
    escalating.escalate_late()
    assert EscalationWord.objects.get().sent_at is None
    heard: list[staff_words.Word] = []
    monkeypatch.setattr(staff_words, "send", lambda channel, word: heard.append(word))
    assert (escalating.tell(), escalating.tell()) == (1, 0)
    assert len(heard) == 1


def test_many_tickets_are_one_message_that_names_twenty(
    ticket: Ticket, person: Person, salon: Salon, owner: Employee, clock_at: Any, heard: list[staff_words.Word]
) -> None:
    for _n in range(24):
        make_ticket(person, salon)
    Ticket.objects.update(owner=owner, warn_at=DUE - 2 * HOUR, stage_due_at=DUE, grave_at=DUE + HOUR, is_paused=False)
    clock_at((DUE - HOUR).isoformat())
    escalating.escalate_late()
    assert len(heard) == 1
    assert heard[0].text.count("/tickets/") == 20
    assert person.last_name not in heard[0].text and "ещё 5" in heard[0].text


def test_whom_it_was_told_sees_it_in_the_work_list_and_on_the_page(
    client: Client, ticket: Ticket, manager: Employee, clock_at: Any, heard: list[staff_words.Word]
) -> None:
    assert count(manager) == 0
    clock_at((DUE + HOUR).isoformat())
    escalating.escalate_late()
    assert count(manager) == 1
    client.force_login(manager)
    assert ticket.number in client.get("/").content.decode()
    page = client.get(f"/tickets/{ticket.pk}/").content.decode()
    assert page.count("сегодня") >= 2
