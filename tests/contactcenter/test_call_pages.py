"""The log of calls, the page of one, what could not be read, and where else calls are shown."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.segments.count import count_rule
from contactcenter.calls import hearing
from contactcenter.models import Call, HookBody
from contactcenter.pbx import PBX, DeadLetter
from customers.models import FollowUp
from optics_crm.core import clock
from optics_crm.core.hook_secrets import demo_secret
from optics_crm.core.models import AuditEntry, Employee
from tests.contactcenter.calls import make_call, make_dead_body
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
PHONE, SHOWN = "+79123456789", "912 345-67-89"
TALKED = {"field": "status", "op": "=", "value": "answered"}


@pytest.fixture(autouse=True)
def now(clock_at: Any) -> None:
    clock_at("2026-11-20T12:00:00+03:00")


@pytest.fixture
def operator(client: Client) -> Employee:
    user = make_employee("operator", extension="101", full_name="Орлова Вера Павловна")
    client.force_login(user)
    return user


def page(client: Client, path: str, **query: Any) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_filters_find_calls_by_everything(client: Client, operator: Employee) -> None:
    answered = make_call(talked=60)
    missed = make_call("+79990000001", minutes_ago=9)
    old = make_call("+79990000002", minutes_ago=60 * 30, line="78001234567", extension="777")
    for query, there in (
        ({}, {answered, missed, old}),
        ({"number": "8 (912) 345 67-89"}, {answered}),
        ({"number": "0001"}, {missed}),
        ({"number": "abc"}, set()),
        ({"day": "2026-11-19"}, {old}),
        ({"day": "0001-01-01"}, set()),
        ({"result": "missed"}, {missed, old}),
        ({"result": "answered"}, {answered}),
        ({"result": "running"}, set()),
        ({"direction": "out"}, set()),
        ({"line": "7800"}, {old}),
        ({"operator": str(operator.pk)}, {answered}),
    ):
        text = page(client, "/calls/", **query)
        assert {call for call in (answered, missed, old) if str(call.pk) in text} == there, query
        assert SHOWN not in text


def test_the_number_of_questions_does_not_grow(
    client: Client, operator: Employee, django_assert_max_num_queries: Any
) -> None:
    for place in range(12):
        make_person(f"Иванова Анна {place}", phone=f"+7912000000{place % 10}")
        make_call(f"+7912000000{place % 10}", minutes_ago=place, talked=place % 2)
    page(client, "/calls/")
    with django_assert_max_num_queries(14):
        page(client, "/calls/")
    call = Call.objects.latest("started_at")
    with django_assert_max_num_queries(22):
        page(client, f"/calls/{call.pk}/")


def test_a_call_tells_who_when_whom_it_rang_and_what_is_owed(client: Client, operator: Employee) -> None:
    person = make_person("Иванова Анна Петровна", phone=PHONE)
    missed = make_call(minutes_ago=60)
    text = page(client, f"/calls/{missed.pk}/")
    for words in ("Иванова Анна Петровна", f"/customers/{person.pk}/", "Орлова В. П.", "Перезвонить на", "пропущен"):
        assert words in text, words
    assert SHOWN not in text

    talk = make_call(talked=67)
    text = page(client, f"/calls/{missed.pk}/")
    assert f"/calls/{talk.pk}/" in text  # the proof, and the other call of this number
    assert "1:07" in page(client, f"/calls/{talk.pk}/")


def test_a_number_is_shown_on_demand_and_that_is_recorded(client: Client, operator: Employee) -> None:
    call = make_call()
    assert client.get(f"/calls/{call.pk}/phone/").status_code == 405
    assert SHOWN in client.post(f"/calls/{call.pk}/phone/").content.decode().replace("\xa0", " ")
    assert AuditEntry.objects.filter(verb="contactcenter.call.phone_revealed", object_id=call.pk).count() == 1
    hidden = make_call("anonymous")
    assert client.post(f"/calls/{hidden.pk}/phone/").status_code == 404


def test_a_director_sees_calls_without_names_and_numbers(client: Client) -> None:
    make_person("Иванова Анна Петровна", phone=PHONE)
    call = make_call()
    client.force_login(make_employee("director"))
    for path in ("/calls/", f"/calls/{call.pk}/"):
        text = page(client, path)
        assert "Иванова А. П." in text and "Иванова Анна Петровна" not in text and SHOWN not in text
    assert client.post(f"/calls/{call.pk}/phone/").status_code == 403


def test_what_cannot_be_read_is_listed_and_its_text_shown_with_a_record(client: Client, operator: Employee) -> None:
    row = make_dead_body()
    assert client.get("/calls/unread/").status_code == 403
    client.force_login(make_employee("supervisor"))
    text = page(client, "/calls/unread/")
    assert "bad JSON" in text and PHONE not in text

    response = client.post(f"/calls/unread/{row.pk}/", headers={"HX-Request": "true"})
    assert PHONE in response.content.decode()
    assert AuditEntry.objects.filter(verb="contactcenter.hook_body.viewed", object_id=row.pk).count() == 1
    assert "bad JSON" in client.post(f"/calls/unread/{row.pk}/").content.decode()


def test_what_could_not_be_read_is_read_again_after_an_update(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    body = '{"event": "newCall", "callId": "1", "from": "79123456789", "direction": "in"}'
    with monkeypatch.context() as patch:
        patch.setattr(PBX.get("cti"), "read", dead_letter)
        client.post(f"/hooks/telephony/cti/{demo_secret('cti')}/", body, content_type="application/json")
    assert HookBody.objects.get().state == "dead" and not Call.objects.exists()

    client.force_login(make_employee("operator"))
    assert client.post("/calls/unread/again/").status_code == 403
    client.force_login(make_employee("supervisor"))
    assert client.post("/calls/unread/again/").status_code == 302
    assert AuditEntry.objects.get(verb="contactcenter.hook_body.read_again").data["count"] == 1
    hearing.apply_waiting(older_than=dt.timedelta(seconds=-1))
    assert HookBody.objects.get().state == "applied" and Call.objects.get().phone == "+79123456789"


def dead_letter(*_told: Any) -> None:
    raise DeadLetter("an event that we cannot read yet")


def test_the_file_names_nobodys_number(client: Client, operator: Employee) -> None:
    make_person("Иванова Анна Петровна", phone=PHONE)
    make_call(talked=60)
    text = b"".join(client.get("/calls/", {"export": "csv"}).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "Анна И." in text and "345" not in text and "Иванова" not in text


def test_search_dossier_and_promises_lead_to_the_call(client: Client, operator: Employee) -> None:
    call = make_call()
    assert f"/calls/{call.pk}/" in page(client, "/search/", q="8 912 345-67-89")
    assert f"/calls/{call.pk}/" in page(client, reverse("customers:followups"))
    assert f"/calls/{call.pk}/" in page(client, "/")

    person = make_person("Иванова Анна Петровна", phone=PHONE)
    assert f"/calls/{call.pk}/" in page(client, f"/customers/{person.pk}/")
    assert FollowUp.objects.get().person is None


def test_calls_are_events_of_segment_rules(operator: Employee) -> None:
    make_person("Иванова Анна", phone=PHONE)
    make_person("Петрова Яна", phone="+79990000001")
    make_call(talked=60)
    make_call(minutes_ago=60 * 48)
    make_call("+79990000001")
    today = clock.today()
    for rule, expected in (
        ({"event": "call"}, 2),
        ({"event": "call", "agg": "count", "op": ">=", "value": 2}, 1),
        ({"event": "call", "where": {"combinator": "and", "rules": [TALKED]}}, 1),
        ({"event": "call", "window": {"from": "-P10D", "to": "-P1D"}}, 1),
    ):
        assert count_rule({"combinator": "and", "rules": [rule]}, today).count == expected, rule


def test_who_may_see_the_log(client: Client) -> None:
    call = make_call()
    client.force_login(make_employee("consultant", salon=make_salon()))
    assert client.get(f"/calls/{call.pk}/").status_code == 403
