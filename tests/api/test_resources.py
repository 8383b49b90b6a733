"""What holds for every resource, generated over all of them."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from optics_crm.core import clock
from optics_crm.core.api.resource import RESOURCES, Resource
from optics_crm.core.models import Salon
from optics_crm.core.permissions import CAPABILITIES, ROLES
from optics_crm.core.sync.scopes import GRANTABLE
from tests.api.callers import API, logged_in, program, role_that_may
from tests.api.samples import SAMPLES
from tests.core.staff import make_salon

pytestmark = pytest.mark.django_db
every = pytest.mark.parametrize("resource", RESOURCES.all(), ids=RESOURCES.keys())
NOBODY = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def still(db: None) -> Any:
    """The clock is asked once, so that its own question is not counted."""
    clock.freeze(dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC))
    clock.now()
    yield
    clock.freeze(None)


@pytest.fixture
def salon() -> Salon:
    return make_salon()


def caller_of(resource: type[Resource]) -> Client:
    return logged_in(role_that_may(resource.capability))


def ids_of(answer: Any) -> list[str]:
    return [row["id"] for row in answer.json()["results"]]


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    problem = answer.json()
    assert problem["code"] == code, problem
    return problem


def test_every_scope_can_be_given_to_a_token() -> None:
    wanted = {f"{one.scope}:read" for one in RESOURCES if one.scope}
    wanted |= {f"{one.scope}:write" for one in RESOURCES if one.scope and one.write_capability}
    assert wanted <= set(GRANTABLE)


def test_every_resource_has_its_sample() -> None:
    assert set(SAMPLES) == set(RESOURCES.keys())


@every
def test_a_list_asks_the_database_as_often_for_twelve_rows_as_for_two(resource: type[Resource], salon: Salon) -> None:
    make = SAMPLES[resource.address]
    client = caller_of(resource)
    client.get(f"{API}/{resource.address}/")

    def asked() -> tuple[int, int]:
        clock.now()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"{API}/{resource.address}/?page_size=500")
        assert answer.status_code == 200, answer.content
        return len(ids_of(answer)), len(queries)

    for number in range(2):
        make(salon, number)
    few, queries_of_few = asked()
    for number in range(2, 12):
        make(salon, number)
    many, queries_of_many = asked()

    assert many >= few + 10
    assert queries_of_many == queries_of_few


@every
def test_pages_follow_each_other_without_a_gap_in_every_order(resource: type[Resource], salon: Salon) -> None:
    made = {str(SAMPLES[resource.address](salon, number).pk) for number in range(5)}
    client = caller_of(resource)

    orders = [f"&ordering={name}" for name in resource.orders]
    for order in ("", "&updated_since=2026-01-01T00:00:00Z", *orders):
        url, found = f"{API}/{resource.address}/?page_size=2{order}", []
        while url:
            answer = client.get(url)
            found += ids_of(answer)
            url = answer.json()["next"]
        assert len(found) == len(set(found)) and made <= set(found), order


@every
def test_a_row_has_the_id_of_its_address_and_a_version(resource: type[Resource], salon: Salon) -> None:
    row = SAMPLES[resource.address](salon, 1)

    answer = caller_of(resource).get(f"{API}/{resource.address}/{row.pk}/")

    assert answer.status_code == 200, answer.content
    assert answer.json()["id"] == str(row.pk)
    assert answer["ETag"].strip('"')
    assert answer["Cache-Control"] == "no-store"


@every
def test_what_nobody_reads_in_an_address_is_refused(resource: type[Resource]) -> None:
    client, home = caller_of(resource), f"{API}/{resource.address}/"
    for query, code, parameter in (
        ("nonsense=1", "unknown_parameter", "nonsense"),
        ("format=xml", "unknown_parameter", "format"),
        ("page_size=5&page_size=5", "doubled_parameter", "page_size"),
        ("page_size=0", "bad_parameter", "page_size"),
        ("page_size=501", "bad_parameter", "page_size"),
        ("page_size=-1", "bad_parameter", "page_size"),
        ("page_size=" + "9" * 400, "bad_parameter", "page_size"),
        ("ordering=password", "bad_parameter", "ordering"),
        ("updated_since=yesterday", "bad_parameter", "updated_since"),
        ("updated_since=9999-12-31T23:59:59-23:59", "bad_parameter", "updated_since"),
        ("updated_since=0001-01-01T00:00:00%2B23:59", "bad_parameter", "updated_since"),
        ("ordering=id&cursor=WyI1Il0&cursor=WyI1Il0", "doubled_parameter", "cursor"),
        ("cursor=abc", "bad_cursor", "cursor"),
        ("cursor=%ff", "bad_parameter", "cursor"),
        ("cursor=" + "a" * 2000, "bad_parameter", "cursor"),
    ):
        assert refused(client.get(f"{home}?{query}"), 400, code)["parameter"] == parameter, query
    assert client.get(f"{home}?updated_since=2026-01-01T00:00:00%2B23:59").status_code == 200
    assert refused(client.get(f"{home}{NOBODY}/?fields=id"), 400, "unknown_parameter")


@every
def test_no_row_and_no_id_are_the_same_404(resource: type[Resource]) -> None:
    client, home = caller_of(resource), f"{API}/{resource.address}/"
    for pk in (NOBODY, "1", "none", "%F0%9F%98%80", "a" * 3000):
        refused(client.get(f"{home}{pk}/"), 404, "not_found")


@every
def test_changing_needs_a_version_or_is_not_there(resource: type[Resource], salon: Salon) -> None:
    row = SAMPLES[resource.address](salon, 1)
    url = f"{API}/{resource.address}/{row.pk}/"
    writer = resource.write_capability
    if writer is None:
        refused(caller_of(resource).patch(url, "{}", content_type="application/json"), 403, "not_allowed")
        return
    client = logged_in(role_that_may(writer))
    refused(client.patch(url, "{}", content_type="application/json"), 428, "precondition_required")
    for stale in ('"0"', "0", 'W/"1"', '"", ""'):
        answer = client.patch(url, "{}", content_type="application/json", headers={"If-Match": stale})
        refused(answer, 412, "stale")
    current = client.get(url)["ETag"]
    for body, code, pointer in (
        ({}, "nothing_to_change", None),
        ([], "not_an_object", None),
        ({"nonsense": 1}, "invalid", "/nonsense"),
    ):
        answer = client.patch(url, body, content_type="application/json", headers={"If-Match": current})
        assert refused(answer, 422, code).get("pointer") == pointer


@every
@pytest.mark.parametrize("role", ROLES.keys())
def test_a_role_reads_and_changes_what_it_may(resource: type[Resource], salon: Salon, role: str) -> None:
    row = SAMPLES[resource.address](salon, 1)
    home = f"{API}/{resource.address}/"
    client = logged_in(role, salon=salon, username=f"one-{role}")
    reads = role in CAPABILITIES.get(resource.capability).roles
    writes = bool(resource.write_capability) and role in CAPABILITIES.get(resource.write_capability or "").roles
    assert client.get(home).status_code == (200 if reads else 403), role
    assert client.get(f"{home}{row.pk}/").status_code in ((200, 404) if reads else (403,)), role
    changed = client.patch(f"{home}{row.pk}/", "{}", content_type="application/json")
    assert changed.status_code in ((428, 404) if writes else (403,)), role


@every
def test_a_token_opens_what_its_scopes_say(resource: type[Resource], salon: Salon) -> None:
    row = SAMPLES[resource.address](salon, 1)
    home, kind = f"{API}/{resource.address}/", resource.scope
    others = [f"{other.scope}:{way}" for other in RESOURCES for way in ("read", "write") if other.scope != kind]

    stranger = program(*others, f"{kind}:write")
    refused(stranger.get(home), 403, "scope_missing")
    refused(stranger.get(f"{home}{row.pk}/"), 403, "scope_missing")

    reader = program(*others, f"{kind}:read", ":read", ":write")
    if not kind:
        refused(reader.get(home), 403, "scope_missing")
        return
    assert str(row.pk) in ids_of(reader.get(home))
    refused(reader.patch(f"{home}{row.pk}/", "{}", content_type="application/json"), 403, "scope_missing")
    writer = program(f"{kind}:read", f"{kind}:write")
    answer = writer.patch(f"{home}{row.pk}/", "{}", content_type="application/json")
    if resource.write_capability is None:
        refused(answer, 403, "scope_missing")
    else:
        refused(answer, 428, "precondition_required")


@every
def test_without_a_login_there_is_nothing(resource: type[Resource]) -> None:
    answer = Client().get(f"{API}/{resource.address}/")
    refused(answer, 401, "not_authenticated")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    refused(Client(headers={"Authorization": "Bearer x"}).get(f"{API}/{resource.address}/"), 401, "token_invalid")


def test_an_address_of_nothing_is_a_problem_and_asks_for_a_login_first() -> None:
    refused(Client().get(f"{API}/nonsense/"), 401, "not_authenticated")
    for method in ("get", "post", "put", "patch", "delete"):
        refused(getattr(logged_in("admin", username=method), method)(f"{API}/nonsense/of/it/"), 404, "not_found")
