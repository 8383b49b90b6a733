"""Whoever rings waits for our answer: one deadline for all of it, and a harmless answer when it is over."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from contactcenter.calls import callers, voice_menu
from contactcenter.models import Call, CallEvent, HookBody
from contactcenter.views import telephony
from customers.followups import open_followup
from optics_crm.core import clock
from optics_crm.core.deadlines import Deadline, TooLate, within
from tests.contactcenter.pbx import CLIENT, Line, cti, megafon, zadarma
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person
from tests.orders.orders import make_order

pytestmark = pytest.mark.django_db
PHONE = f"+{CLIENT}"
STEPS, STEP = 6, 0.2  # each far below the deadline, all of them far above it


def slowly(real: Callable[..., Any]) -> Callable[..., Any]:
    """The same after several statements of which none is too slow by itself."""

    def asked(*args: Any) -> Any:
        with connection.cursor() as cursor:
            for _step in range(STEPS):
                cursor.execute("SELECT pg_sleep(%s)", [STEP])
        return real(*args)

    return asked


def taken(client: Client, line: Line) -> tuple[Any, float]:
    """The answer, and the seconds until it was there."""
    began = time.monotonic()
    answer = line.send(client)
    assert answer.status_code == 200
    return answer.json(), time.monotonic() - began


@pytest.mark.parametrize("line", [megafon(cmd="contact", phone=CLIENT), zadarma("NOTIFY_START")])
def test_slow_statements_share_one_deadline(client: Client, monkeypatch: pytest.MonkeyPatch, line: Line) -> None:
    make_person("Иванова Анна", phone=PHONE)
    assert taken(client, line)[0]
    monkeypatch.setattr(callers, "who_answers", slowly(callers.who_answers))
    Call.objects.all().delete()
    HookBody.objects.all().delete()

    answer, seconds = taken(client, line)

    assert answer == {} and seconds < STEPS * STEP / 2
    assert HookBody.objects.count() == 1, "what was told is kept and applied all the same"
    assert not HookBody.objects.filter(state="stored").exists()


def test_the_menu_is_told_nothing_late_and_nothing_is_noted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_order(make_person("Иванова Анна", phone=PHONE), make_salon(), "ready")
    assert taken(client, cti("menu", callId="quick"))[0]["state"] == "ready"
    monkeypatch.setattr(voice_menu, "status_of", slowly(voice_menu.status_of))

    answer, seconds = taken(client, cti("menu", callId="slow"))

    assert answer == {} and seconds < STEPS * STEP / 2
    assert not CallEvent.objects.filter(kind="told", call__external_id="slow").exists()


@pytest.mark.django_db(transaction=True)
def test_a_lock_of_somebody_else_does_not_hold_the_answer_up(client: Client) -> None:
    make_person("Иванова Анна", phone=PHONE)
    contact = megafon(cmd="contact", phone=CLIENT)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE customers_followup IN ACCESS EXCLUSIVE MODE")
            answer, seconds = taken(client, contact)
            cursor.execute("ROLLBACK")
    finally:
        other.close()

    assert answer == {} and seconds < 1
    assert taken(client, contact)[0] == {"contact_name": "Иванова А."}


def test_no_statement_begins_when_the_time_is_over() -> None:
    asked: list[str] = []
    with pytest.raises(TooLate), within(Deadline(0.05)), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        asked.append("in time")
        time.sleep(0.06)  # what runs between the statements counts, too
        cursor.execute("SELECT 1")
        asked.append("too late")
    with pytest.raises(TooLate), within(Deadline(0)):
        asked.append("too late")

    assert asked == ["in time"]


def test_what_was_written_before_the_deadline_is_taken_back() -> None:
    with pytest.raises(OperationalError), within(Deadline(0.1)):
        make_person("Иванова Анна", phone=PHONE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(1)")

    assert callers.who_answers(PHONE).people == ()


def test_whoever_holds_a_transaction_around_keeps_their_own_patience() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        before = cursor.fetchone()
        with within(Deadline(telephony.ANSWER_WITHIN)):
            cursor.execute("SELECT 1")
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == before


def test_zadarma_rings_the_one_who_answers_for_the_caller_first(client: Client) -> None:
    person = make_person("Иванова Анна", phone=PHONE)
    owner = make_employee("operator", username="o", extension="105")
    about = {"title": "x", "due_at": clock.now(), "person": person}
    open_followup("x", "callback", owner=owner, occasion="x:1", **about)

    start = zadarma("NOTIFY_START").send(client).json()
    assert start == {"caller_name": "Иванова А.", "redirect": "105", "return_timeout": 10}
    assert zadarma("NOTIFY_IVR").send(client).json() == {"caller_name": "Иванова А."}

    second = make_employee("operator", username="p", extension="106")
    open_followup("x", "callback", owner=second, occasion="x:2", **about)
    assert zadarma("NOTIFY_START").send(client).json() == {"caller_name": "Иванова А."}, "who of the two is a doubt"


def test_a_name_in_place_of_an_extension_is_no_place_to_send_a_call_to(client: Client) -> None:
    person = make_person("Иванова Анна", phone=PHONE)
    owner = make_employee("operator", username="o", extension="orlova")
    open_followup("x", "callback", title="x", due_at=clock.now(), person=person, owner=owner, occasion="x:1")

    assert zadarma("NOTIFY_START").send(client).json() == {"caller_name": "Иванова А."}
    assert megafon(cmd="contact", phone=CLIENT).send(client).json()["responsible"] == "orlova"


def test_the_neutral_format_rings_whom_it_would_have_rung(client: Client) -> None:
    person = make_person("Иванова Анна", phone=PHONE)
    owner = make_employee("operator", username="o", extension="105")
    open_followup("x", "callback", title="x", due_at=clock.now(), person=person, owner=owner, occasion="x:1")

    assert cti("newCall", 0, user="101").send(client).json() == {}
