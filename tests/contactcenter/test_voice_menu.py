"""The voice menu: what it is told about an order or a repair, when nothing, and the calls that needed nobody."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from contactcenter.calls.voice_menu import status_of
from contactcenter.models import Call, Ticket
from customers.families import add_member, found_household
from customers.models import FollowUp
from optics_crm.core import clock
from optics_crm.core.models import Salon
from tests.contactcenter.pbx import CLIENT, cti, zadarma
from tests.contactcenter.world import make_ticket
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person
from tests.orders.orders import make_order

pytestmark = pytest.mark.django_db
PHONE = f"+{CLIENT}"


@pytest.fixture(autouse=True)
def now(clock_at: Any) -> None:
    clock_at("2026-11-21T12:00:00+03:00")


@pytest.fixture
def salon() -> Salon:
    return make_salon("Оптика на Ленина")


def test_an_order_or_a_repair_is_told_without_names(salon: Salon) -> None:
    person = make_person("Иванова Анна", phone=PHONE)
    assert status_of(PHONE) is None
    made = make_order(person, salon, "in_workshop")
    status = status_of("8 912 345-67-89")
    assert status is not None and (status.kind, status.state) == ("order", "made")
    ticket = make_ticket(person, salon)
    assert status_of(PHONE) is None  # two things under way: somebody has to ask which
    Ticket.objects.filter(pk=ticket.pk).update(stage="ready")
    status = status_of(PHONE)
    assert status is not None and (status.kind, status.state) == ("repair", "ready")
    assert "Оптика на Ленина" in status.words and "Иванова" not in status.words
    assert made.number not in status.words


def test_what_is_late_is_for_a_person_to_explain(salon: Salon) -> None:
    person = make_person("Иванова Анна", phone=PHONE)
    ticket = make_ticket(person, salon)
    assert status_of(PHONE) is not None
    Ticket.objects.filter(pk=ticket.pk).update(promised_on="2026-11-19", first_promised_on="2026-11-19")
    assert status_of(PHONE) is None


def test_of_a_family_the_menu_speaks_of_strangers_it_does_not(salon: Salon) -> None:
    wife, man = make_person("Иванова Анна", phone=PHONE), make_person("Иванов Борис", phone=PHONE)
    make_order(man, salon, "ready")
    assert status_of(PHONE) is None
    add_member(None, found_household(None, wife), man, "spouse")
    assert status_of(PHONE) is not None
    for said in ("anonymous", "112", "", "+79990000000"):
        assert status_of(said) is None


def test_a_caller_whom_the_menu_served_needed_nobody(client: Client, salon: Salon) -> None:
    make_order(make_person("Иванова Анна", phone=PHONE), salon, "ready")
    cti("newCall", 0).send(client)
    answer = cti("menu", 2).send(client)
    assert (answer.json()["kind"], answer.json()["state"]) == ("order", "ready")
    with translation.override("ru"):
        assert "Оптика на Ленина" in answer.json()["words"]
    cti("menu", 3).send(client)
    assert not Call.objects.get().self_served
    cti("hangup", 20, cause="normalClearing").send(client)

    call = Call.objects.get()
    assert (call.state, call.answered, call.self_served, call.is_missed) == ("ended", False, True, False)
    assert not FollowUp.objects.exists() and not Call.objects.missed().exists()
    client.force_login(make_employee("supervisor"))
    assert str(call.pk) in client.get("/calls/", {"result": "self_served"}).content.decode()
    assert str(call.pk) not in client.get("/calls/", {"result": "missed"}).content.decode()
    assert "меню" in client.get(f"/calls/{call.pk}/").content.decode()


def test_who_goes_on_to_the_operators_and_reaches_nobody_is_missed(client: Client, salon: Salon) -> None:
    make_order(make_person("Иванова Анна", phone=PHONE), salon, "ready")
    make_employee("operator", extension="101")
    cti("newCall", 0).send(client)
    cti("menu", 2).send(client)
    cti("newCall", 8, user="101").send(client)
    cti("hangup", 40, cause="cancel").send(client)
    assert Call.objects.get().is_missed and FollowUp.objects.count() == 1


def test_on_doubt_the_menu_is_told_nothing(client: Client, salon: Salon) -> None:
    cti("newCall", 0).send(client)
    assert cti("menu", 2).send(client).json() == {}
    for told in ({"callId": ""}, {"from": ""}, {"from": "anonymous"}):
        assert cti("menu", 2, **told).send(client).json() == {}
    cti("hangup", 9, cause="normalClearing").send(client)
    assert Call.objects.get().is_missed


def test_zadarmas_menu_is_sent_to_the_scenario_that_says_it(
    client: Client, salon: Salon, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_order(make_person("Иванова Анна", phone=PHONE), salon, "ready")
    assert zadarma("NOTIFY_IVR").send(client).json() == {"caller_name": "Иванова А."}
    monkeypatch.setenv("MENU_ZADARMA", "ready=0-2,made=0-3")
    assert zadarma("NOTIFY_IVR").send(client).json() == {"redirect": "0-2"}
    zadarma("NOTIFY_START").send(client)
    clock.freeze(clock.now())
    zadarma("NOTIFY_END", duration="0", disposition="cancel").send(client)
    assert Call.objects.get().self_served
