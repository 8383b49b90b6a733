"""The preview of a rule over REST, and the life-cycle page."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext

from aftercare.models import Segment
from aftercare.segments.count import count_rule
from optics_crm.core.models import Employee, SyncClient
from optics_crm.core.sync.tokens import issue_token
from tests.aftercare import worlds
from tests.aftercare.test_rollup import TODAY

pytestmark = pytest.mark.django_db
PREVIEW = "/api/v1/segments/preview"


def logged_in(role: str, **fields: Any) -> Client:
    user = Employee.objects.create_user(role, "x", full_name="Сорокина Мария", role=role, **fields)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def world(clock_at: Callable[[str], Any]) -> worlds.World:
    clock_at("2026-11-21T12:00:00+00:00")
    made = worlds.Maker(random.Random(5), TODAY).make(30)
    worlds.store(made)
    return made


def ask(client: Client, body: Any) -> Any:
    return client.post(PREVIEW, json.dumps(body), content_type="application/json")


def test_preview_counts_and_shows_first_names_only(world: worlds.World) -> None:
    answer = ask(logged_in("marketer"), {"rule": {"combinator": "and", "rules": []}}).json()
    assert set(answer) == {"count", "reachable", "consented", "ms", "text", "sample"}
    assert answer["count"] >= answer["reachable"] >= answer["consented"] > 0
    assert answer["count"] == count_rule({"combinator": "and", "rules": []}).count
    assert len(answer["sample"]) == 20 and answer["sample"][0] == {"name": "Анна И."}
    assert "+7920" not in json.dumps(answer)


def test_small_results_of_health_rules_are_not_told(world: worlds.World) -> None:
    rule = {"combinator": "and", "rules": [{"event": "exam"}, {"bucket": [0, 30]}]}
    answer = ask(logged_in("marketer"), {"rule": rule}).json()
    assert answer["count"] == answer["reachable"] == answer["consented"] == "fewer than 20"
    assert answer["sample"] == []


def test_a_bad_rule_is_answered_with_a_pointer(world: worlds.World) -> None:
    client = logged_in("marketer")
    rule = {"combinator": "and", "rules": [{"field": "age", "op": ">", "value": "x"}]}
    answer = ask(client, {"rule": rule})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["pointer"] == "/rule/rules/0/value" and answer.json()["code"] == "bad_rule"
    for body, pointer in (({}, ""), ({"rule": rule, "day": 1}, "/day"), ({"rule": rule, "as_of": "x"}, "/as_of")):
        refused = ask(client, body)
        assert refused.status_code == 422 and refused.json().get("pointer", "") == pointer


def test_consultants_count_nothing(world: worlds.World) -> None:
    assert ask(logged_in("consultant"), {"rule": {"combinator": "and", "rules": []}}).status_code == 403


def test_who_is_not_known_is_asked_who_it_is() -> None:
    for answer in (ask(Client(), {}), Client().get("/api/v1/segments/")):
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
        assert (answer["Content-Type"], answer.json()["code"]) == ("application/problem+json", "not_authenticated")
        assert answer.json()["title"] == gettext("A login or a token is needed.")


def test_a_token_of_the_exchange_opens_no_segments() -> None:
    client = SyncClient.objects.create(source="onec-retail")
    _key, _secret, token = issue_token(client, ["customer:read"])
    known = Client().get("/api/v1/segments/", headers={"Authorization": f"Bearer {token}"})
    assert (known.status_code, known.json()["code"]) == (403, "scope_missing")
    forged = Client().get("/api/v1/segments/", headers={"Authorization": "Bearer x"})
    assert (forged.status_code, forged.json()["code"]) == (401, "token_invalid")
    assert forged["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (rb'{"rule": {"rules": [{"field": "city", "op": "=", "value": "\ud800"}]}}', 400, "bad_json"),
        (b'{"rule":' + b"[" * 30_000 + b"]" * 30_000 + b"}", 400, "bad_json"),
        (b'{"rule":' + b'{"combinator":"and","rules":[' * 900 + b"]}" * 900 + b"}", 400, "bad_json"),
        (b'{"rule": 1, "rule": 1}', 400, "bad_json"),
        (b'{"rule": NaN}', 400, "bad_json"),
        (b'{"rule": "' + b"x" * 1_000_000 + b'"}', 413, "body_too_large"),
        (b'{"rule": {"combinator": "and", "rules": []}, "as_of": "0001-01-01"}', 422, "bad_rule"),
        (b'{"rule": {"combinator": "and", "rules": []}, "as_of": "9999-12-31"}', 422, "bad_rule"),
    ],
)  # fmt: skip
def test_no_body_breaks_the_preview(body: bytes, status: int, code: str) -> None:
    answer = logged_in("marketer").post(PREVIEW, body, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    assert status != 422 or answer.json()["pointer"] == "/as_of"


def test_a_body_that_announces_too_much_is_not_read() -> None:
    answer = logged_in("marketer").post(PREVIEW, b"{}", content_type="application/json", CONTENT_LENGTH="1000001")
    assert answer.status_code == 413


def test_segments_are_listed_with_their_words() -> None:
    segment = Segment.objects.create(name="потерянные", rule={"combinator": "and", "rules": [{"stage": "lost"}]})
    client = logged_in("director")
    rows = client.get("/api/v1/segments/?search=потер").json()
    assert [row["id"] for row in rows["results"]] == [str(segment.pk)] and rows["next"] is None
    assert "потерянные" in client.get(f"/api/v1/segments/{segment.pk}/").json()["text"]


def test_life_cycle_page_shows_every_stage_and_the_salon_managers_own_people(world: worlds.World) -> None:
    page = logged_in("marketer").get("/lifecycle/")
    assert page.status_code == 200
    text = page.content.decode()
    assert all(label in text for label in ("перспективные", "заинтересованные", "постоянные", "потерянные"))
    assert page.context["rows"][0].total > 0
    salon = world.salons[0].id
    own = logged_in("salon_manager", salon_id=salon).get("/lifecycle/")
    mine = sum(1 for person in world.persons if person.home_salon == salon)
    assert 0 < own.context["rows"][0].total <= mine
    assert "salon" not in own.context["form"].fields
    assert logged_in("consultant").get("/lifecycle/").status_code == 403
