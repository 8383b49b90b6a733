"""The page of the question of the week: asked by those who may, counted honestly, taken out as a file."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from contactcenter.desk.week import ask_week_question, reply
from contactcenter.models import Call, WeekQuestion
from contactcenter.week_page import questions
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import AuditEntry, Employee
from tests.contactcenter.calls import make_call
from tests.contactcenter.desk import make_operator
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db
PATH = "/reports/contact-centre/week/"
MONDAY = dt.date(2026, 11, 16)


@pytest.fixture(autouse=True)
def now(clock_at: Any) -> None:
    clock_at("2026-11-20T15:00:00+03:00")


@pytest.fixture
def supervisor(client: Client) -> Employee:
    user = make_employee("supervisor")
    client.force_login(user)
    return user


def typed(**more: str) -> dict[str, str]:
    return {"text": "Откуда узнали?", "answer_1": "Друзья", "answer_2": "Сайт", "starts_on": str(MONDAY)} | more


def asked(author: Employee, starts_on: dt.date = MONDAY) -> WeekQuestion:
    return ask_week_question(author, "Откуда узнали?", ["Друзья", "Сайт"], starts_on, starts_on + dt.timedelta(days=6))


def make_replies(author: Employee) -> WeekQuestion:
    """Four answered calls of the week, three with a reply; a missed one, and one of the Sunday before."""
    question, operator = asked(author), make_operator("101")
    calls = [make_call(f"+7999000000{place}", minutes_ago=60 + place, talked=60) for place in range(4)]
    make_call("+79990000009", minutes_ago=30)
    make_call("+79990000008", minutes_ago=(4 * 24 + 15) * 60 + 10, talked=60)
    friends, site = question.answers.all()
    for call, answer in zip(calls, (friends, friends, site), strict=False):
        reply(operator, call, answer)
    return question


def test_a_supervisor_asks_and_it_is_recorded(client: Client, supervisor: Employee) -> None:
    response = client.post(f"{PATH}ask/", typed(answer_4="Вывеска", starts_on="2026-11-23"))
    assert response.status_code == 302
    row = WeekQuestion.objects.get()
    assert (row.starts_on, row.ends_on, row.author) == (dt.date(2026, 11, 23), dt.date(2026, 11, 29), supervisor)
    assert [(one.position, one.text) for one in row.answers.all()] == [(1, "Друзья"), (2, "Сайт"), (3, "Вывеска")]
    assert AuditEntry.objects.filter(verb="contactcenter.week_question.asked").count() == 1
    assert "Откуда узнали?" in client.get(PATH).content.decode()


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ({"text": ""}, 422, "Обязательное поле"),
        ({"answer_2": ""}, 422, "Обязательное поле"),
        ({"answer_2": "друзья"}, 422, "Два ответа одинаковы."),
        ({"starts_on": "2026-11-09"}, 422, "Выберите корректный вариант"),
        ({"starts_on": "вчера"}, 422, "Выберите корректный вариант"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(
    client: Client, supervisor: Employee, wrong: dict[str, str], status: int, words: str
) -> None:
    response = client.post(f"{PATH}ask/", typed(answer_3="Вывеска", **wrong))
    text = response.content.decode()
    assert response.status_code == status
    assert words in text and "Вывеска" in text
    assert not WeekQuestion.objects.exists()


def test_a_week_has_one_question(client: Client, supervisor: Employee) -> None:
    asked(supervisor)
    response = client.post(f"{PATH}ask/", typed())
    assert response.status_code == 409
    assert "В эти дни задаётся другой вопрос." in response.content.decode()
    assert WeekQuestion.objects.count() == 1
    assert 'value="2026-11-23" selected' in client.get(PATH).content.decode(), "the next free week is offered"


def test_alike_answers_are_refused_by_the_action_itself(supervisor: Employee) -> None:
    with pytest.raises(DomainError, match="одинаковы"):
        ask_week_question(supervisor, "Ещё?", ["Да", " да "], MONDAY, MONDAY)


def test_answers_are_counted_with_their_range_and_with_silence(client: Client, supervisor: Employee) -> None:
    make_replies(supervisor)
    (row,) = questions()
    assert [(one.text, one.share.hits, one.share.n) for one in row.answers] == [("Друзья", 2, 3), ("Сайт", 1, 3)]
    assert (row.replies, row.silent, row.when) == (3, 1, "now")
    assert row.answers[0].interval_words == "21–94\u202f%"
    assert "отвеченных звонков без ответа на вопрос: 1" in client.get(PATH).content.decode()


def test_a_count_leads_to_its_calls(client: Client, supervisor: Employee) -> None:
    question = make_replies(supervisor)
    friends = questions()[0].answers[0]
    given = {str(pk) for pk in Call.objects.filter(week_replies__answer__text="Друзья").values_list("pk", flat=True)}
    text = client.get(friends.url).content.decode()
    shown = {str(pk) for pk in Call.objects.values_list("pk", flat=True) if f"/calls/{pk}/" in text}
    assert shown == given and len(shown) == 2
    assert friends.url in client.get(PATH).content.decode()
    assert question.answers.count() == 2


def test_more_questions_cost_no_more_queries(supervisor: Employee, django_assert_num_queries: Any) -> None:
    for back in range(5):
        asked(supervisor, MONDAY - dt.timedelta(days=7 * back))
    assert clock.today() == dt.date(2026, 11, 20)
    with django_assert_num_queries(4):
        rows = questions()
    assert [row.when for row in rows] == ["now", "over", "over", "over", "over"]


def test_the_table_is_taken_out(client: Client, supervisor: Employee) -> None:
    make_replies(supervisor)
    response = client.get(PATH, {"export": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "Друзья" in text and "Отвеченные звонки без ответа на вопрос" in text


@pytest.mark.parametrize(
    ("role", "page", "ask"), [("operator", 403, 403), ("director", 200, 302), ("doctor", 403, 403)]
)
def test_heads_ask_and_others_do_not(client: Client, role: str, page: int, ask: int) -> None:
    client.force_login(make_employee(role))
    assert client.get(PATH).status_code == page
    assert client.post(f"{PATH}ask/", typed()).status_code == ask
