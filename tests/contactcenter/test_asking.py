"""Callers who gave no mark get a link: a share of them, nobody twice, and what they say rates who answered."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from aftercare.models import Message, Survey, SurveyAnswer, SurveyLink
from aftercare.surveys.figures import marks_by
from aftercare.surveys.links import answer_link
from aftercare.surveys.recording import About, record_answer
from contactcenter.calls.asking import ask_callers
from contactcenter.calls.hearing import hear
from contactcenter.models import Call, FigureRule
from contactcenter.pbx.base import Heard
from customers.consents import withdraw_consent
from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.models import Employee
from tests.contactcenter.calls import make_call
from tests.core.staff import make_employee
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
PHONE = "+79123456789"


@pytest.fixture(autouse=True)
def everybody(clock_at: Callable[[str], Any]) -> None:
    clock_at("2026-11-20T15:00:00+03:00")
    FigureRule.objects.filter(code="asked_share").update(value=100)


@pytest.fixture
def operator() -> Employee:
    return make_employee("operator", extension="101")


@pytest.fixture
def caller() -> Person:
    return make_person("Иванова Мария Сергеевна", phone=PHONE, birth_date=dt.date(1980, 5, 5))


def token() -> str:
    """Of the link in the latest message."""
    return Message.objects.latest("planned_at").text.rstrip("/").rsplit("/", 1)[1]


def test_what_is_said_behind_the_link_rates_whoever_answered_that_call(operator: Employee, caller: Person) -> None:
    call = make_call(PHONE, minutes_ago=40, talked=60)

    assert (ask_callers(), ask_callers()) == (1, 0)
    message = Message.objects.get()
    assert (message.address, message.traffic_class, message.person) == (PHONE, "service", caller)
    assert "Мария" not in message.text
    answer_link(token(), {"mark": "4", "words": "долго ждала"})

    answer = SurveyAnswer.objects.get()
    assert (answer.way, answer.call, answer.operator, answer.source_key) == (
        "link",
        call.pk,
        operator,
        f"call:{call.pk}:mark",
    )
    now = clock.now()
    found = marks_by("operator", now - dt.timedelta(hours=1), now + dt.timedelta(hours=1))
    assert (found[operator.pk].mean, found[operator.pk].n) == (4.0, 1)


def test_a_key_that_is_told_late_does_not_wipe_out_the_words(operator: Employee, caller: Person) -> None:
    call = make_call(PHONE, minutes_ago=40, talked=60)
    ask_callers()
    answer_link(token(), {"mark": "2", "words": "не помогли"})

    hear(call.provider, call.external_id, [Heard(call.external_id, "rated", "rating", value="5")])

    answer = SurveyAnswer.objects.get()
    assert answer.way == "link" and answer.replies.get(question__code="mark").mark == 2
    assert answer.replies.filter(question__code="words").exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"talked": 0},
        {"minutes_ago": 10},
        {"minutes_ago": 60 * 13},
        {"direction": "out"},
        {"phone": "+79990000001"},
        {"extension": "999"},
    ],
)
def test_of_these_calls_nobody_is_asked(operator: Employee, caller: Person, changed: dict[str, Any]) -> None:
    make_call(**({"phone": PHONE, "minutes_ago": 40, "talked": 60} | changed))

    assert ask_callers() == 0 and not SurveyLink.objects.exists()


def test_who_gave_a_mark_by_a_key_is_not_asked(operator: Employee, caller: Person) -> None:
    call = make_call(PHONE, minutes_ago=40, talked=60)
    hear(call.provider, call.external_id, [Heard(call.external_id, "rated", "rating", value="5")])

    assert ask_callers() == 0


@pytest.mark.parametrize(
    "fields",
    [{"opted_out": True}, {"deceased_on": dt.date(2026, 11, 1)}, {"birth_date": dt.date(2012, 5, 5)}],
)
def test_these_people_are_not_asked(operator: Employee, caller: Person, fields: dict[str, Any]) -> None:
    make_call(PHONE, minutes_ago=40, talked=60)
    Person.objects.filter(pk=caller.pk).update(**fields)

    assert ask_callers() == 0


@pytest.mark.parametrize("purpose", ["pd", "calls"])
def test_who_withdrew_a_consent_is_left_alone(operator: Employee, caller: Person, purpose: str) -> None:
    make_call(PHONE, minutes_ago=40, talked=60)
    withdraw_consent(operator, caller, purpose, method="oral")

    assert ask_callers() == 0


def test_who_was_asked_about_anything_is_left_alone_until_the_days_of_rest_are_over(
    operator: Employee, caller: Person, clock_at: Callable[[str], Any]
) -> None:
    survey = Survey.objects.get(code="post_purchase")
    record_answer("x", survey, {"comfort": "fine"}, about=About(person=caller), way="form", source_key="k")
    Survey.objects.filter(code="call").update(rest_days=10)
    make_call(PHONE, minutes_ago=40, talked=60)
    assert ask_callers() == 0

    clock_at("2026-11-30T15:00:01+03:00")
    make_call(PHONE, minutes_ago=40, talked=60)
    assert ask_callers() == 1


def test_two_calls_of_a_client_are_one_question_about_the_later(operator: Employee, caller: Person) -> None:
    make_call(PHONE, minutes_ago=90, talked=60)
    later = make_call(PHONE, minutes_ago=40, talked=60)

    assert ask_callers() == 1 and SurveyLink.objects.get().call == later.pk


@pytest.mark.parametrize(("share", "asked"), [(0, 0), (30, 30), (100, 100)])
def test_so_many_of_a_hundred_are_asked_and_stay_the_same(operator: Employee, share: int, asked: int) -> None:
    FigureRule.objects.filter(code="asked_share").update(value=share)
    for n in range(40):
        make_person(phone=f"+7912345{n:04}")
        make_call(f"+7912345{n:04}", minutes_ago=40, talked=60)
    expected = sum(call.pk.int % 100 < share for call in Call.objects.all())

    assert (ask_callers(), ask_callers()) == (expected, 0)
    assert (expected == 40) == (asked == 100) and (expected == 0) == (asked == 0)


def test_no_question_is_sent_of_a_survey_that_is_switched_off(operator: Employee, caller: Person) -> None:
    make_call(PHONE, minutes_ago=40, talked=60)
    Survey.objects.filter(code="call").update(is_active=False)

    assert ask_callers() == 0
