"""Requests from sites: whose are taken, what becomes of them, and that they are kept when the client is reached."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from django.test import Client

from contactcenter.models import Call, HookBody, ProviderClock, WebFormSite, WebRequest
from customers.erasing import erase_person
from customers.families import add_member, found_household
from customers.followups import close_followup
from customers.models import Card, FollowUp, Person
from optics_crm.core.hook_secrets import demo_secret
from optics_crm.core.models import AuditEntry
from tests.contactcenter.pbx import Line, cti
from tests.core.staff import make_employee
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
Clock = Callable[[str], Any]
DOOR = "/hooks/webform/main/"
PHONE = "+79123456789"
WORDS = {"name": "Анна Иванова", "phone": "8 (912) 345-67-89", "topic": "Запись", "text": "Хочу на проверку зрения"}


def post(client: Client, body: bytes | dict[str, Any], *, key: str = "", sign: str | None = None, **extra: Any) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    made = hmac.new(demo_secret("webform.main").encode(), raw, hashlib.sha256).hexdigest()
    headers = {"X-Signature": f"sha256={made}" if sign is None else sign} | ({"Idempotency-Key": key} if key else {})
    kind = extra.pop("content_type", "application/json")
    return client.post(extra.pop("door", DOOR), raw, content_type=kind, headers=headers)


def test_a_request_is_owed_an_answer_within_the_centres_hours(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-20T22:40:00+03:00")
    person = make_person("Иванова Анна", phone=PHONE)

    answer = post(client, WORDS | {"consent_text": "Согласна на обработку"})

    request, row = WebRequest.objects.get(), FollowUp.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {"id": str(request.pk), "due_at": "2026-11-21T10:00:00+03:00"}
    assert row.due_at == dt.datetime.fromisoformat("2026-11-21T10:00:00+03:00")
    assert (row.kind, row.role, row.person, row.notes) == ("webform", "operator", person, WORDS["text"])
    assert (request.phone, request.consent_text, request.promise) == (PHONE, "Согласна на обработку", row)
    assert "912" not in row.title


def test_nobody_new_is_made_and_an_unknown_number_stays_on_the_promise(client: Client) -> None:
    post(client, WORDS)

    assert not Person.objects.exists() and not Card.objects.exists()
    row, operator = FollowUp.objects.get(), make_employee("operator")
    client.force_login(operator)
    page = client.get(f"/followups/{row.pk}/").content.decode()
    assert "Анна Иванова" in page and "912 345-67-89" not in page
    shown = client.post(f"/followups/requests/{WebRequest.objects.get().pk}/phone/").content.decode()
    assert "345" in shown
    assert AuditEntry.objects.filter(verb="contactcenter.web_request.phone_revealed", actor=operator.pk).count() == 1


def test_a_shared_number_is_the_familys(client: Client) -> None:
    anna, boris = make_person("Иванова Анна", phone=PHONE), make_person("Иванов Борис", phone=PHONE)
    home = found_household(None, anna)
    add_member(None, home, boris, "child")

    post(client, WORDS)

    row = FollowUp.objects.get()
    assert (row.person, row.household) == (None, home)


def test_a_repetition_is_the_same_request(client: Client) -> None:
    first = post(client, WORDS, key="form-1")
    again = post(client, WORDS, key="form-1")
    other = post(client, WORDS | {"name": "Пётр"}, key="form-1")
    unkeyed = [post(client, WORDS).status_code for _time in range(2)]

    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert unkeyed == [201, 200]
    assert FollowUp.objects.count() == 2


def test_a_form_body_is_as_good_as_json(client: Client) -> None:
    body = b"phone=%2B7+912+345-67-89&name=%D0%90%D0%BD%D0%BD%D0%B0"

    assert post(client, body, content_type="application/x-www-form-urlencoded").status_code == 201
    assert WebRequest.objects.get().name == "Анна"


@pytest.mark.parametrize("sign", ["", "sha256=", "sha256=" + "0" * 64, "ключ", "x" * 5000])
def test_a_wrong_signature_is_refused_without_a_word(client: Client, sign: str) -> None:
    answer = post(client, WORDS, sign=sign)

    assert (answer.status_code, answer.json()) == (401, {"code": "refused"})
    assert not WebRequest.objects.exists()


def test_an_altered_body_is_refused(client: Client) -> None:
    raw = json.dumps(WORDS).encode()
    made = hmac.new(demo_secret("webform.main").encode(), raw, hashlib.sha256).hexdigest()

    assert post(client, raw + b" ", sign=made).status_code == 401
    assert post(client, raw, sign=made.upper()).status_code == 201


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b"", 400, None),
        (b"{", 400, None),
        (b"\xff\xfe=1", 400, None),
        (b'{"phone": "\\u0000"}', 400, None),
        (b'{"phone": NaN}', 400, None),
        (b"{" + b'"a":{' * 30, 400, None),
        ({}, 422, "/phone"),
        ({"phone": None}, 422, "/phone"),
        ({"phone": "112"}, 422, "/phone"),
        ({"phone": "нет"}, 422, "/phone"),
        ({"phone": 79123456789}, 422, "/phone"),
        ({"phone": ["+79123456789"]}, 422, "/phone"),
        (WORDS | {"is_staff": "true"}, 422, "/is_staff"),
        (WORDS | {"name": "я" * 151}, 422, "/name"),
        (WORDS | {"text": "я" * 4001}, 422, "/text"),
        (b"[1, 2]", 422, None),
        (b"x" * 65_537, 413, None),
    ],
)
def test_bad_bodies_are_refused_and_say_why(client: Client, body: Any, status: int, pointer: str | None) -> None:
    answer = post(client, body)

    assert answer.status_code in ((status, 400) if body == b"[1, 2]" else (status,)), answer.content
    assert answer.json().get("pointer") == pointer or body == b"[1, 2]"
    assert not WebRequest.objects.exists() and not FollowUp.objects.exists()


def test_methods_sites_and_keys(client: Client) -> None:
    assert client.get(DOOR).status_code == 405 and client.put(DOOR).status_code == 405
    assert post(client, WORDS, door="/hooks/webform/other/").status_code == 404
    assert post(client, WORDS, key="x" * 101).status_code == 422
    WebFormSite.objects.update(is_active=False)
    assert post(client, WORDS).status_code == 404
    assert not WebRequest.objects.exists()


def test_a_site_and_a_number_may_send_so_many(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-20T12:00:00+03:00")
    answers = [post(client, WORDS, key=f"k{n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    assert answers[-1]["Retry-After"] == "3600"
    assert post(client, WORDS, key="k0").status_code == 200, "a repetition is no new request"

    site = WebFormSite.objects.get()
    WebRequest.objects.bulk_create(
        WebRequest(site=site, key=f"b{n}", digest=b"x", phone="+79990000000", received_at=dt.datetime.now(dt.UTC))
        for n in range(60)
    )
    WebRequest.objects.update(received_at=dt.datetime.fromisoformat("2026-11-20T11:59:30+03:00"))
    crowd = post(client, WORDS | {"phone": "+79130000000"})
    assert (crowd.status_code, crowd["Retry-After"]) == (429, "60")
    clock_at("2026-11-20T12:01:00+03:00")
    assert post(client, WORDS | {"phone": "+79130000000"}).status_code == 201


def talk(at: int, call: str, **told: Any) -> list[Line]:
    words = {"callId": call, "answeringNumber": "101", **told}
    return [cti("answer", at + 5, **words), cti("hangup", at + 25, cause="normalClearing", duration=20, **words)]


def test_it_is_kept_when_the_client_is_reached_in_every_order_of_what_is_told(client: Client, clock_at: Clock) -> None:
    out = {"direction": "out", "to": "79123456789", "from": "101"}
    for order in permutations(talk(60, "out", **out)):
        clock_at("2026-11-21T21:20:30+03:00")
        post(client, WORDS)
        clock_at("2026-11-21T21:22:00+03:00")
        for line in order:
            assert line.send(client).status_code == 200
        row = FollowUp.objects.get(kind="webform")
        assert (row.status, row.outcome, row.proof) == ("closed", "reached", Call.objects.get().pk)
        for model in (WebRequest, FollowUp, Call, HookBody, ProviderClock):
            model.objects.all().delete()  # type: ignore[attr-defined]  # each has its manager


def test_a_talk_before_another_number_and_a_persons_word_change_nothing(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T21:20:45+03:00")
    for line in talk(-60, "before"):
        line.send(client)
    post(client, WORDS)
    clock_at("2026-11-21T21:24:00+03:00")
    for line in talk(60, "other", **{"from": "79990000000"}):
        line.send(client)
    row = FollowUp.objects.get(kind="webform")
    assert row.status == "open"

    close_followup("operator", row, "declined", note="передумала")
    for line in talk(70, "after"):
        line.send(client)

    row.refresh_from_db()
    assert (row.outcome, row.proof) == ("declined", None)


def test_what_was_asked_goes_with_the_person(client: Client) -> None:
    person = make_person("Иванова Анна", phone=PHONE)
    post(client, WORDS)

    erase_person(make_employee("privacy"), person, reason="просьба")

    request = WebRequest.objects.get()
    assert (request.name, request.phone, request.text) == ("", "", "")
    assert FollowUp.objects.filter(kind="webform").get().notes == ""
