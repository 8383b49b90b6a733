"""The operator's day by keyboard alone: an exchange rings, the screen follows, everything is said by keys."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from contactcenter.desk import states
from contactcenter.models import Call, CallOutcome
from customers.families import add_member, found_household
from customers.models import FollowUp, Person, Proposal
from optics_crm.core import clock
from optics_crm.core.models import AuditEntry, Employee
from tests.browser.exchange_line import ExchangeLine
from tests.browser.screen import Screen
from tests.contactcenter.desk import PHONE, make_operator
from tests.contactcenter.world import make_ticket
from tests.core.staff import make_salon
from tests.customers.people import add_phone, card_of, make_person
from tests.harness.stack import eventually
from tests.orders.orders import make_order

pytestmark = pytest.mark.django_db(transaction=True)
ASKS_AGAIN_MS = 1000  # the tests' server cannot hold a stream open: the browser comes back for what is new
SHOWN = "#desk-card [data-call]"


@pytest.fixture(autouse=True)
def quick_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optics_crm.core.live.shown.holds_streams", lambda request: True)
    monkeypatch.setattr("optics_crm.core.live.views.ALONE_MS", ASKS_AGAIN_MS)


@pytest.fixture
def operator(settings: Any) -> Employee:
    settings.DEMO = True
    user = make_operator()
    states.set_state(user, "free")
    return user


@pytest.fixture
def family() -> list[Person]:
    salon = make_salon(city="Екатеринбург", address="ул. Белинского, 32")
    mother = make_person("Иванова Анна Петровна", phone=PHONE, birth_date=dt.date(1985, 4, 1), home_salon=salon)
    father = make_person("Иванов Борис Ильич", birth_date=dt.date(1983, 4, 1), home_salon=salon)
    add_phone(card_of(father), PHONE, role="spouse")
    add_member(None, found_household(None, mother), father, "spouse")
    make_order(mother, salon, "ready")
    make_ticket(father, salon)
    return [mother, father]


def desk(screen: Screen) -> Any:
    screen.page.goto(screen.base + "/calls/screen/")  # it never falls silent: it asks for what is new
    screen.page.wait_for_load_state("load")
    return screen.page


def keys(page: Any, *presses: str) -> None:
    for press in presses:
        page.keyboard.press(press)


def talks(page: Any) -> None:
    """The call was taken, and its card and its note are there."""
    page.wait_for_selector('#desk-calls [data-part="talking"][aria-current]')
    page.wait_for_selector(f"{SHOWN} .call-speakers")
    page.wait_for_selector("#talk-note")


def writes(page: Any, text: str) -> None:
    """The note of the call that is shown says this, sooner or later (its policy lets no test evaluate a text)."""
    eventually(lambda: page.input_value("#talk-note") == text, what=text)


def eventually_not(page: Any, selector: str) -> None:
    page.wait_for_selector(selector, state="detached")


def test_ring_wrong_person_note_reason_promise_finish(
    screen_of: Callable[..., Screen], live_server: Any, operator: Employee, family: list[Person]
) -> None:
    mother, father = family
    screen = screen_of(operator)
    page = desk(screen)
    line = ExchangeLine(live_server.url, PHONE).ring("101")
    page.wait_for_selector(f"{SHOWN} .speaker")
    first = page.inner_text(".speaker >> nth=0")
    assert "Анна Петровна И." in first and "заказ готов" in first

    line.take("101")
    talks(page)
    keys(page, "Digit2")  # the wrong one
    page.wait_for_selector('.speaker-chosen:has-text("Борис")')
    keys(page, "KeyW")
    page.wait_for_selector("#desk-action[open] form.sheet-body")
    keys(page, "Control+Enter")
    eventually_not(page, "#desk-action[open]")
    keys(page, "Digit1")
    page.wait_for_selector('.speaker-chosen:has-text("Анна")')
    keys(page, "KeyV")
    page.wait_for_selector(".call-sure-open")
    assert "Иванова Анна Петровна" in page.inner_text("#desk-card")

    keys(page, "KeyN")
    page.keyboard.type("Придёт завтра за очками")
    page.wait_for_selector('[data-note-state]:has-text("сохранено")')
    keys(page, "Escape", "KeyR", "Digit1", "Digit1")
    page.wait_for_selector('.talk-chosen:has-text("Готов ли заказ")')
    keys(page, "KeyC")
    page.wait_for_selector("#desk-action[open] form.sheet-body")
    keys(page, "Control+Enter")
    eventually_not(page, "#desk-action[open]")
    page.wait_for_selector('#result-promised[aria-pressed="true"]')

    keys(page, "KeyH")
    page.wait_for_selector("#desk-action[open] #id_question")
    page.keyboard.type("Можно ли носить дальше?")
    keys(page, "Control+Enter")
    eventually_not(page, "#desk-action[open]")

    line.end(duration=20)
    page.wait_for_selector('#desk-calls [data-part="after"]')
    keys(page, "KeyF")
    page.wait_for_selector(".desk-waiting")

    row = CallOutcome.objects.select_related("reason").get()
    assert (row.note, row.result, row.wrapped_up_at is None) == ("Придёт завтра за очками", "promised", False)
    assert Call.objects.get().person == mother
    assert Proposal.objects.get().card_a.person == father
    assert FollowUp.objects.get(kind="callback").person == mother
    assert FollowUp.objects.get(kind="doctor").returns
    assert AuditEntry.objects.filter(verb="contactcenter.caller.verified").count() == 1
    assert screen.violations() == []


def test_unknown_number_is_searched_and_registered_while_talking(
    screen_of: Callable[..., Screen], live_server: Any, operator: Employee, family: list[Person]
) -> None:
    page = desk(screen_of(operator))
    line = ExchangeLine(live_server.url, "+79990001122").ring("101").take("101")
    page.wait_for_selector("#stranger-q")
    keys(page, "KeyB")
    page.wait_for_selector("#desk-action[open] form.sheet-body")
    for word in ("Сидоров", "Глеб"):
        page.keyboard.type(word)
        keys(page, "Tab")
    keys(page, "Control+Enter")
    page.wait_for_selector(".call-sure-open")
    person = Person.objects.get(last_name="Сидоров")
    assert person.main_phone is not None and person.main_phone.number == "+79990001122"
    line.end()

    other = ExchangeLine(live_server.url, "+79990003344").ring("101").take("101")
    talks(page)
    page.wait_for_selector("#stranger-q")
    keys(page, "KeyA")
    page.keyboard.type("Иванова Анна")
    page.wait_for_selector("#stranger-found [data-digit]")
    keys(page, "Enter")
    page.wait_for_selector('.speaker-chosen:has-text("Анна")')
    assert family[0].cards.filter(phones__phone__number="+79990003344").exists()
    other.end()


def test_a_missed_call_is_called_back(
    screen_of: Callable[..., Screen],
    live_server: Any,
    operator: Employee,
    family: list[Person],
    standin: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DIAL_PROVIDER", "mango")
    page = desk(screen_of(operator))
    line = ExchangeLine(live_server.url, PHONE).ring("101")
    page.wait_for_selector('#desk-calls [data-part="ringing"]')
    line.end(cause="cancel")
    page.wait_for_selector('#desk-calls [data-part="missed"]')
    page.wait_for_selector(".call-owed")
    assert "Перезвонить" in page.inner_text(".call-owed")
    owed = FollowUp.objects.get(kind="callback")

    keys(page, "KeyP")
    asked = eventually(lambda: next(iter(standin), None), what="the exchange is asked to call")
    assert (asked.caller.phone, asked.rings[0].extension) == (PHONE, "101")
    back = ExchangeLine(live_server.url, PHONE, direction="out").ring("101").take("101")
    talks(page)
    back.end(duration=30)
    eventually_not(page, ".call-owed")
    owed.refresh_from_db()
    assert (owed.status, owed.proof) == ("closed", Call.objects.get(direction="out").pk)


def test_a_second_call_waits_beside_and_the_note_stays(
    screen_of: Callable[..., Screen], live_server: Any, operator: Employee, family: list[Person]
) -> None:
    page = desk(screen_of(operator))
    ExchangeLine(live_server.url, PHONE).ring("101").take("101")
    talks(page)
    keys(page, "KeyN")
    page.keyboard.type("первый звонок")
    second = ExchangeLine(live_server.url, "+79990001122").ring("101")
    page.wait_for_selector("#desk-calls [data-fresh]")
    page.keyboard.type(", ещё слова")
    assert page.input_value("#talk-note") == "первый звонок, ещё слова"
    keys(page, "Escape", "KeyT")
    page.wait_for_selector("#stranger-q")
    writes(page, "")
    keys(page, "KeyT")
    page.wait_for_selector('.speaker:has-text("Анна")')
    writes(page, "первый звонок, ещё слова")
    page.reload()
    assert page.input_value("#talk-note") in ("первый звонок, ещё слова", "")
    second.end(cause="cancel")


def test_a_transfer_takes_the_card_along(
    screen_of: Callable[..., Screen], live_server: Any, operator: Employee, family: list[Person]
) -> None:
    other = make_operator("102", "Соколова Инна Юрьевна")
    states.set_state(other, "free")
    page, beside = desk(screen_of(operator)), desk(screen_of(other))
    line = ExchangeLine(live_server.url, PHONE).ring("101").take("101")
    talks(page)
    keys(page, "Digit1")
    page.wait_for_selector('.speaker-chosen:has-text("Анна")')
    keys(page, "KeyV")
    page.wait_for_selector(".call-sure-open")
    keys(page, "KeyN")
    page.keyboard.type("Просит врача")
    page.wait_for_selector('[data-note-state]:has-text("сохранено")')
    line.ring("102")
    beside.wait_for_selector('#desk-calls [data-part="transfer"]')
    beside.wait_for_selector('.talk-others:has-text("Просит врача")')
    beside.wait_for_selector('#desk-card:has-text("Иванова Анна Петровна")')
    line.take("102")
    beside.wait_for_selector('#desk-calls [data-part="talking"]')


def test_two_windows_show_both_texts(
    screen_of: Callable[..., Screen], live_server: Any, operator: Employee, family: list[Person]
) -> None:
    one, two = desk(screen_of(operator)), desk(screen_of(operator))
    ExchangeLine(live_server.url, PHONE).ring("101").take("101")
    for page in (one, two):
        page.wait_for_selector("#talk-note")
    one.fill("#talk-note", "из первого")
    one.wait_for_selector('[data-note-state]:has-text("сохранено")')
    two.fill("#talk-note", "из второго")
    two.wait_for_selector("[data-note-conflict]:not([hidden])")
    assert "из первого" in two.inner_text("[data-note-other]")
    two.click('[data-note-keep="both"]')
    two.wait_for_selector('[data-note-state]:has-text("сохранено")')
    assert CallOutcome.objects.get().note == "из первого\nиз второго"


def test_the_question_of_the_week_and_the_own_state_by_keys(
    screen_of: Callable[..., Screen], live_server: Any, operator: Employee
) -> None:
    from contactcenter.desk.week import ask_week_question
    from contactcenter.models import OperatorState, WeekReply

    ask_week_question(operator, "Откуда узнали?", ["Друзья", "Сайт"], clock.today(), clock.today())
    page = desk(screen_of(operator))
    keys(page, "Shift+KeyB")
    page.wait_for_selector('#state-break[aria-pressed="true"]')
    assert OperatorState.objects.get(ended_at=None).state == "break"
    ExchangeLine(live_server.url, PHONE).ring("101").take("101")
    talks(page)
    page.wait_for_selector(".talk-week")
    keys(page, "Shift+Digit2")
    page.wait_for_selector('.talk-week [aria-pressed="true"]')
    assert WeekReply.objects.get().answer.text == "Сайт"


def test_what_is_being_filled_in_outlives_the_call_that_ends_meanwhile(
    screen_of: Callable[..., Screen], live_server: Any, operator: Employee, family: list[Person]
) -> None:
    page = desk(screen_of(operator))
    line = ExchangeLine(live_server.url, PHONE).ring("101").take("101")
    talks(page)
    keys(page, "Digit1")
    page.wait_for_selector('.speaker-chosen:has-text("Анна")')
    keys(page, "KeyV")
    page.wait_for_selector(".call-sure-open")
    keys(page, "KeyH")
    page.wait_for_selector("#desk-action[open] #id_question")
    page.keyboard.type("Можно ли ")
    line.end(duration=20)
    page.wait_for_selector('#desk-calls [data-part="after"]')
    page.wait_for_selector(".call-sure:has-text('закроется')")
    page.keyboard.type("носить дальше?")
    keys(page, "Control+Enter")
    eventually_not(page, "#desk-action[open]")
    assert FollowUp.objects.get(kind="doctor").title == "Можно ли носить дальше?"


def test_keys_that_come_faster_than_the_answers_are_all_heard(
    screen_of: Callable[..., Screen], live_server: Any, operator: Employee, family: list[Person]
) -> None:
    page = desk(screen_of(operator))
    line = ExchangeLine(live_server.url, PHONE).ring("101").take("101")
    talks(page)
    line.end(duration=20)
    page.wait_for_selector('#desk-calls [data-part="after"]')
    keys(page, "KeyR", "Digit1", "Digit2", "KeyD", "Digit1", "KeyF")
    page.wait_for_selector(".desk-waiting")
    row = CallOutcome.objects.get()
    assert (row.reason is None, row.result, row.wrapped_up_at is None) == (False, "solved", False)


def test_a_call_that_is_taken_waits_for_the_end_of_the_word(
    screen_of: Callable[..., Screen], live_server: Any, operator: Employee, family: list[Person]
) -> None:
    page = desk(screen_of(operator))
    line = ExchangeLine(live_server.url, PHONE).ring("101").take("101")
    line.end(duration=20)
    page.wait_for_selector('#desk-calls [data-part="after"][aria-current]')
    page.wait_for_selector("#talk-note")
    keys(page, "KeyN")
    page.keyboard.type("просит ")
    ExchangeLine(live_server.url, "+79990001122").ring("101").take("101")
    for letter in "перезвонить вечером":
        page.keyboard.type(letter)
        page.wait_for_timeout(100)
        assert page.evaluate("document.activeElement.id") == "talk-note"
    page.wait_for_selector('#desk-calls [data-part="talking"][aria-current]')
    page.wait_for_selector("#stranger-q")
    assert [row.note for row in CallOutcome.objects.all() if row.note] == ["просит перезвонить вечером"]
