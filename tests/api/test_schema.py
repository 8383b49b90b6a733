"""The OpenAPI: whole, valid, and true of what the doors really say."""

import io
import json
from functools import cache
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLResolver, get_resolver
from jsonschema import Draft202012Validator

from optics_crm.core.api.docs import document
from optics_crm.core.api.resource import RESOURCES, Resource
from optics_crm.core.sync.kinds import KINDS
from tests.api.callers import API, logged_in, program, role_that_may
from tests.api.samples import SAMPLES
from tests.api.test_resources import refused
from tests.core.staff import make_salon
from tests.sync.rows import delete, guid
from tests.sync.test_rubbish import whole_rows

pytestmark = pytest.mark.django_db


@cache
def schema() -> Any:
    return json.loads(document("json", "ru"))


def faults(value: Any, shape: dict[str, Any]) -> list[str]:
    whole = {**shape, "components": schema()["components"]}
    checker = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(value)]


def answer_shape(path: str, method: str = "get") -> dict[str, Any]:
    return schema()["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]


def test_it_is_valid_and_every_view_is_told_without_a_warning() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())


def test_every_address_of_the_api_stands_in_it() -> None:
    def walk(patterns: list[Any], prefix: str) -> list[str]:
        found = []
        for one in patterns:
            route = prefix + str(one.pattern)
            found += walk(one.url_patterns, route) if isinstance(one, URLResolver) else [route]
        return found

    told = {path.replace("{", "").replace("}", "").strip("/") for path in schema()["paths"]}
    for route in walk(get_resolver().url_patterns, ""):
        if not route.startswith("api/v1/") or route.startswith(("api/v1/schema/", "api/v1/docs/", "api/v1/^[")):
            continue
        plain = route.replace("<str:pk>", "id").replace("(?P<batch_id>.{1,200}?)", "batch_id")
        for sign in ("^", "/?$", "<uuid:", "<str:", ">"):
            plain = plain.replace(sign, "")
        assert plain.strip("/") in told, route


@pytest.mark.parametrize("resource", RESOURCES.all(), ids=RESOURCES.keys())
def test_rows_are_as_the_schema_says(resource: type[Resource]) -> None:
    row = SAMPLES[resource.address](make_salon(), 1)
    client = logged_in(role_that_may(resource.capability))
    home = f"{API}/{resource.address}/"

    listed, one = client.get(home).json(), client.get(f"{home}{row.pk}/").json()

    assert listed["results"]
    assert faults(listed, answer_shape(home)) == []
    assert faults(one, answer_shape(home + "{id}/")) == []
    assert faults({**one, "id": 5}, answer_shape(home + "{id}/"))


def test_rows_of_the_exchange_are_as_the_schema_says() -> None:
    item = schema()["components"]["schemas"]["SyncItem"]
    rows = [*whole_rows(), delete("purchase", guid("x"), 5)]
    assert {row["kind"] for row in rows} <= set(KINDS.keys())
    for row in rows:
        assert faults(row, item) == [], row
    assert faults({**rows[0], "data": {}}, item)


def test_an_answer_of_the_exchange_is_as_the_schema_says() -> None:
    client = program("salon:write", "purchase:write")
    body = {"batch_id": "1", "source": "onec-retail", "items": [*whole_rows()[:1], {"kind": "salon"}]}

    answer = client.post(f"{API}/sync/batches", body, content_type="application/json")

    assert answer.status_code == 200, answer.content
    assert {one["status"] for one in answer.json()["results"]} == {"created", "rejected"}
    assert faults(answer.json(), answer_shape(f"{API}/sync/batches", "post")) == []
    problem = client.get(f"{API}/sync/batches/none")
    assert faults(problem.json(), schema()["components"]["schemas"]["Problem"]) == []


def test_previews_and_checks_are_as_the_schema_says() -> None:
    rule = {"rule": {"combinator": "and", "rules": [{"stage": "lost"}]}}
    path = f"{API}/segments/preview/"
    shown = logged_in("marketer").post(path, rule, content_type="application/json").json()
    assert faults(shown, answer_shape(path, "post")) == []
    path = f"{API}/identity/check/"
    SAMPLES["customers"](make_salon(), 1)
    typed = {"last_name": "Иванова", "first_name": "Мария", "phones": ["+79120000001"]}
    found = logged_in("supervisor").post(path, typed, content_type="application/json").json()
    assert found["candidates"] and faults(found, answer_shape(path, "post")) == []


def test_it_is_for_whoever_has_a_login_or_a_token() -> None:
    refused(Client().get(f"{API}/schema/"), 401, "not_authenticated")
    refused(Client().get(f"{API}/docs/"), 401, "not_authenticated")
    assert Client().get(f"{API}/docs/", headers={"Accept": "text/html"})["Location"] == f"/login/?next={API}/docs/"
    for client in (logged_in("workshop"), program("salon:read")):
        told = client.get(f"{API}/schema/?format=json")
        assert told.json()["openapi"].startswith("3.1")
        assert client.get(f"{API}/schema/").content.startswith(b"openapi: 3.1")
        refused(client.get(f"{API}/schema/?format=xml"), 400, "bad_parameter")
        page = client.get(f"{API}/docs/", headers={"Accept": "text/html"}).content.decode()
        assert f'data-schema="{API}/schema/?format=json"' in page and "<script>" not in page
