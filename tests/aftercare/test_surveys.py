"""What clients say: recorded by one function whoever asked, behind a link once, in figures with their certainty."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from aftercare.models import Message, Survey, SurveyAnswer, SurveyLink, SurveyReply
from aftercare.segments.count import count_rule
from aftercare.surveys.figures import marks_by, mean_mark, results
from aftercare.surveys.links import answer_link, invite, make_link, open_link
from aftercare.surveys.recording import About, record_answer
from customers.erasing import erase_person
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Employee, Salon
from tests.core.staff import make_employee, make_salon
from tests.customers.people import card_of, make_person

pytestmark = pytest.mark.django_db
Clock = Callable[[str], Any]


def survey(code: str = "post_purchase") -> Survey:
    return Survey.objects.get(code=code)


def say(key: str, said: dict[str, Any], about: About | None = None, code: str = "post_purchase") -> SurveyAnswer:
    return record_answer("x", survey(code), said, about=about or About(), way="form", source_key=key)


def rate(operator: Employee, *marks: int) -> None:
    for place, mark in enumerate(marks):
        say(f"call:{operator.pk}:{place}", {"mark": mark}, About(operator=operator), "call")


def test_an_answer_is_one_answer_whoever_repeats_it() -> None:
    salon, person = make_salon(), make_person()
    about = About(person=person, card=card_of(person), salon=salon)
    first = say("k", {"comfort": "fine", "salon": 4, "words": " хорошо "}, about)
    again = say("k", {"comfort": "bad", "salon": "5", "recommend": 0}, about)

    assert first == again and SurveyAnswer.objects.count() == 1
    said = {row.question.code: (row.mark, row.choice, row.text) for row in again.replies.select_related("question")}
    assert said == {"comfort": (None, "bad", ""), "salon": (5, "", ""), "recommend": (0, "", "")}
    assert again.is_alarm and again.salon == salon


@pytest.mark.parametrize(
    ("said", "code", "pointer"),
    [
        ({}, "answer_missing", "/comfort"),
        ({"comfort": ""}, "answer_missing", "/comfort"),
        ({"comfort": "great"}, "choice_unknown", "/comfort"),
        ({"comfort": "fine", "salon": 0}, "mark_out_of_scale", "/salon"),
        ({"comfort": "fine", "salon": 6}, "mark_out_of_scale", "/salon"),
        ({"comfort": "fine", "salon": "4.5"}, "mark_out_of_scale", "/salon"),
        ({"comfort": "fine", "salon": "٤"}, "mark_out_of_scale", "/salon"),
        ({"comfort": "fine", "salon": True}, "mark_out_of_scale", "/salon"),
        ({"comfort": "fine", "recommend": 11}, "mark_out_of_scale", "/recommend"),
        ({"comfort": "fine", "recommend": -1}, "mark_out_of_scale", "/recommend"),
        ({"comfort": "fine", "price": 5}, "question_unknown", "/price"),
    ],
)
def test_what_does_not_fit_the_question_is_refused(said: dict[str, Any], code: str, pointer: str) -> None:
    with pytest.raises(DomainError) as refusal:
        say("k", said)

    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)
    assert not SurveyAnswer.objects.exists()


def test_a_link_answers_once_and_names_nobody(client: Client) -> None:
    person, operator = make_person("Иванова Мария", phone="+79123456789"), make_employee("operator")
    url = make_link(operator, survey("call"), About(person=person, operator=operator, phone="+79123456789"))
    path = url[url.index("/s/") :]

    page = client.get(path)
    text = page.content.decode()
    assert page.status_code == 200 and "Мария" not in text and "Иванова" not in text and "912" not in text
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "no-store")
    assert not SurveyAnswer.objects.exists(), "looking is no answer"

    assert client.post(path, {"q-mark": "9"}).status_code == 422
    assert client.post(path, {}).status_code == 422
    assert client.post(path, {"q-mark": "5", "q-words": "<b>спасибо</b>" + "я" * 3000}).status_code == 200
    answer = SurveyAnswer.objects.get()
    assert (answer.way, answer.operator, answer.person) == ("link", operator, person)
    words = answer.replies.get(question__code="words").text
    assert words.startswith("<b>") and len(words) == 2000

    client.post(path, {"q-mark": "1"})
    assert SurveyReply.objects.get(question__code="mark").mark == 5, "used up"


def test_unknown_used_and_expired_links_look_alike(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-20T12:00:00+03:00")
    urls = [make_link(None, survey("call"), About()) for _time in range(3)]
    used, late, closed = (url[url.index("/s/") + 3 : -1] for url in urls)
    answer_link(used, {"mark": 5})
    SurveyLink.objects.filter(token_hash__in=[]).update()
    live = open_link(closed)
    clock_at("2026-11-27T12:00:01+03:00")
    assert live is not None and open_link(late) is None

    def bare(token: str) -> str:
        page = client.get(f"/s/{token}/")
        assert page.status_code == 200
        return re.sub(r"\b\w{64}\b", "mask", page.content.decode().replace(token, "token"))

    assert bare(used) == bare(late) == bare("A" * 22)
    assert answer_link(late, {"mark": 5}) is None and SurveyAnswer.objects.count() == 1
    client.post(f"/s/{late}/", {"q-mark": "5"})
    assert SurveyAnswer.objects.count() == 1


def test_only_a_hash_of_a_token_is_kept() -> None:
    url = make_link(None, survey("call"), About())

    token = url.rstrip("/").rsplit("/", 1)[1]
    assert len(token) == 22 and token not in str(SurveyLink.objects.values_list().get())


def test_a_link_goes_by_message_and_not_again_within_the_days_of_rest(clock_at: Clock) -> None:
    clock_at("2026-11-20T12:00:00+03:00")
    person = make_person("Иванова Мария", phone="+79123456789")
    about = About(person=person)

    assert invite("x", survey(), about, person)
    assert not invite("x", survey(), about, person)

    message = Message.objects.get()
    assert message.traffic_class == "service" and "/s/" in message.text and "Мария" not in message.text
    with pytest.raises(DomainError) as refusal:
        invite("x", survey(), about, make_person("Без Телефона"))
    assert refusal.value.code == "no_address"


def test_marks_rate_with_n_and_interval() -> None:
    now = clock.now()
    anna, boris = make_employee("operator"), make_employee("operator", username="other", full_name="Белов Б")
    rate(anna, 5, 5, 4, 5, 3)
    rate(boris, 5)
    since, until = now - dt.timedelta(days=1), now + dt.timedelta(days=1)

    found = marks_by("operator", since, until)

    assert {pk: (mean.n, mean.mean) for pk, mean in found.items()} == {anna.pk: (5, 4.4), boris.pk: (1, 5.0)}
    assert found[anna.pk].low == pytest.approx(3.289, abs=1e-3) and found[boris.pk].low is None
    assert mean_mark("operator", since, until).n == 6
    assert mean_mark("operator", since, until, operator=boris).mean == 5
    assert mean_mark("operator", until, until).mean is None
    assert mean_mark("salon", since, until).n == 0


def test_results_count_what_was_said_to_each_question() -> None:
    say("1", {"comfort": "fine", "salon": 5, "recommend": 10, "words": "всё отлично"})
    say("2", {"comfort": "bad", "salon": 3, "recommend": 2})

    found = {one.question.code: one for one in results(survey(), SurveyReply.objects.all())}

    assert [(bar.label, bar.count, bar.is_alarm) for bar in found["comfort"].bars][::2] == [
        ("удобно", 1, False),
        ("неудобно, мешает или болит", 1, True),
    ]
    assert found["salon"].mean is not None and found["salon"].mean.mean == 4
    assert found["recommend"].satisfied is not None and found["recommend"].satisfied.hits == 1
    assert [row.text for row in found["words"].texts] == ["всё отлично"]


def test_who_sees_what_clients_say(client: Client) -> None:
    mine, other = make_salon("Свой"), make_salon("Чужой")
    manager = make_employee("salon_manager", salon=mine)
    for number, salon in enumerate((mine, other)):
        say(str(number), {"comfort": "fine", "salon": 5, "words": f"слова о {salon}"}, About(salon=salon))
    rate(make_employee("operator", full_name="Белова Анна Петровна"), 5)
    page = f"/surveys/{survey().pk}/"

    client.force_login(manager)
    seen = client.get(page).content.decode()
    assert "слова о Свой" in seen and "слова о Чужой" not in seen
    listed = client.get("/surveys/").content.decode()
    assert "Белова" not in listed, "operators are not the salon's"
    client.force_login(make_employee("supervisor"))
    assert "слова о Чужой" in client.get(page).content.decode()
    assert client.get(f"{page}?days=x").status_code == client.get("/surveys/?days=99999999").status_code == 200
    client.force_login(make_employee("consultant", salon=mine))
    assert client.get("/surveys/").status_code == 403


def test_the_list_asks_the_same_whatever_was_answered(client: Client, django_assert_max_num_queries: Any) -> None:
    client.force_login(make_employee("supervisor"))
    salon = make_salon()
    for number in range(12):
        say(
            str(number), {"comfort": "fine", "salon": 5, "doctor": 4}, About(salon=salon, doctor=_doctor(salon, number))
        )
    with django_assert_max_num_queries(30):
        client.get("/surveys/")


def _doctor(salon: Salon, number: int) -> Employee:
    return make_employee("doctor", salon=salon, username=f"doctor{number}", full_name=f"Врач {number}")


def test_words_and_numbers_go_with_the_person_and_marks_stay() -> None:
    person = make_person("Иванова Мария", phone="+79123456789")
    about = About(person=person, card=card_of(person), phone="+79123456789")
    say("k", {"comfort": "fine", "salon": 5, "words": "живу на Ленина 5"}, about)
    make_link(None, survey("call"), about)

    erase_person(make_employee("privacy"), person, reason="просьба")

    assert SurveyReply.objects.filter(mark=5).count() == 1
    assert not SurveyReply.objects.filter(text__contains="Ленина").exists()
    assert set(SurveyAnswer.objects.values_list("phone", flat=True)) == {""}
    assert SurveyLink.objects.get().used_at is not None


def test_rules_may_ask_what_was_said() -> None:
    pleased, hurt = make_person("Иванова Мария"), make_person("Ким Ян")
    say("1", {"comfort": "fine", "salon": 5, "doctor": 4}, About(person=pleased))
    say("2", {"comfort": "bad", "salon": 2}, About(person=hurt))

    def found(where: dict[str, Any]) -> int:
        leaf = {"event": "survey", "where": {"combinator": "and", "rules": [where]}}
        return count_rule({"combinator": "and", "rules": [leaf]}).count

    assert found({"field": "kind", "op": "=", "value": "post_purchase"}) == 2
    assert found({"field": "score", "op": ">=", "value": 4.5}) == 1
    assert found({"field": "status", "op": "=", "value": "discomfort"}) == 1
