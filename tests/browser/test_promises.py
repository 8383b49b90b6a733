"""A question goes to the doctor and comes back; a call after a purchase by the keyboard; a survey behind its link."""

from collections.abc import Callable
from typing import Any

import pytest

from aftercare.models import SurveyAnswer
from customers.models import FollowUp
from optics_crm.core.models import Employee
from tests.browser import promise_rows
from tests.browser.screen import Screen
from tests.core.staff import make_employee, make_salon

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Screen]


def in_first_row(page: Any, words: str) -> None:
    """Presses the button of these words in the first row of the page's list, by keys: to the row, to the button."""
    page.keyboard.press("KeyJ")
    for _step in range(8):
        if page.locator(":focus").inner_text().strip() == words:
            break
        page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text().strip() == words
    page.keyboard.press("Enter")


def test_a_question_goes_to_the_doctor_and_the_answer_comes_back(screen_of: Open) -> None:
    doctor = make_employee("doctor", salon=make_salon())
    row = promise_rows.handed_over()
    screen = screen_of(doctor)
    screen.open("/")
    in_first_row(screen.page, "Ответить")
    screen.page.wait_for_selector("#answer")
    assert screen.page.locator(".rx-table").count() == 1, "the prescription comes with it"
    screen.page.keyboard.press("KeyA")
    screen.page.keyboard.type("Привыкание, до двух недель")
    for key in ("Tab", "Tab", "Enter"):
        screen.page.keyboard.press(key)
    screen.page.wait_for_selector(".status-violet")

    desk = screen_of(Employee.objects.get(username="orlova"))
    desk.open("/followups/?mine=on")
    in_first_row(desk.page, "Сообщить клиенту")
    desk.page.wait_for_selector("#note")
    assert "Привыкание, до двух недель" in desk.page.inner_text("main")
    desk.page.keyboard.press("KeyN")
    desk.page.keyboard.type("передала, спокойна")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("h1 .status-green")

    row.refresh_from_db()
    assert (row.status, row.outcome_note) == ("closed", "передала, спокойна")
    assert screen.violations() == desk.violations() == []


def test_a_call_after_a_purchase_is_answered_by_the_keyboard_alone(screen_of: Open) -> None:
    make_salon()
    screen = screen_of(make_employee("operator"))
    screen.open(promise_rows.call_form())
    for key in ("3", "5", "4", "-"):
        screen.page.keyboard.press(key)
    assert screen.page.evaluate("document.activeElement.name") == "q-words"
    screen.page.keyboard.type("плывёт вдаль 2")
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.press("Space")
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_selector("h1 .status-green")

    answer = SurveyAnswer.objects.get()
    said = {row.question.code: row.choice or row.text or row.mark for row in answer.replies.select_related("question")}
    assert said == {"comfort": "bad", "salon": 5, "doctor": 4, "recommend": 10, "words": "плывёт вдаль 2"}
    urgent = FollowUp.objects.get(kind="doctor")
    assert urgent.returns and "Клиент ждёт звонка" in urgent.notes
    assert screen.violations() == []


def test_a_letter_says_that_nobody_was_reached(screen_of: Open) -> None:
    make_salon()
    screen = screen_of(make_employee("operator"))
    screen.open(promise_rows.call_form())
    screen.page.keyboard.press("n")
    screen.page.wait_for_selector(".followup-page")

    assert FollowUp.objects.get().tries == 1


def test_a_client_answers_behind_the_link_without_a_login(screen_of: Open) -> None:
    screen = screen_of(None)
    path = promise_rows.link()
    screen.open(path)
    screen.page.click("label.ask-option:has-text('удобно') >> nth=0")
    screen.page.click("fieldset:has-text('в салоне') label:has-text('5')")
    screen.page.click("button[type=submit].btn-primary")
    screen.page.wait_for_selector(".empty-state-title")
    assert SurveyAnswer.objects.get().way == "link"

    screen.open(path)
    assert screen.page.locator("use[href$='#link-off']").count() == 1
    assert screen.violations() == screen.barriers() == []
