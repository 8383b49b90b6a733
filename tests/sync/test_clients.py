"""Programs of the exchange: where they knock from, how much they send, how their secrets follow each other."""

import base64
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from optics_crm.core import clock
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import AuditEntry, SyncAllowance, SyncClient, SyncToken
from optics_crm.core.sync import allowance, clients, networks
from optics_crm.core.sync.tokens import RETAIL_SCOPES, issue_token
from tests.sync.rows import guid, salon

pytestmark = pytest.mark.django_db

BATCHES, ROTATE = "/api/v1/sync/batches", "/api/v1/sync/tokens/rotate"


@pytest.fixture
def onec(db: None) -> SyncClient:
    return clients.register_client("test", "onec-retail", "1С", "Europe/Moscow")


@pytest.fixture
def knock(client: Client, onec: SyncClient) -> Callable[..., Any]:
    token = issue_token(onec, RETAIL_SCOPES)[2]

    def send(rows: int = 1, *, told: str = "", number: int = 1, **more: Any) -> Any:
        items = [salon(number, guid(n)) for n in range(rows)]
        body = json.dumps({"batch_id": f"b{number}", "source": "onec-retail", "items": items})
        head = {"Authorization": told or f"Bearer {token}"}
        return client.post(BATCHES, body, "application/json", headers=head, **more)

    return send


def basic(key: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()


# where from


@pytest.mark.parametrize(
    ("allowed", "address", "status"),
    [
        ([], "198.51.100.7", 200),
        (["198.51.100.0/24"], "198.51.100.7", 200),
        (["198.51.100.0/24"], "::ffff:198.51.100.7", 200),
        (["198.51.100.0/24", "2001:db8::/32"], "2001:db8::1", 200),
        (["198.51.100.0/24"], "198.51.101.7", 403),
        (["198.51.100.0/24"], "2001:db8::1", 403),
        (["198.51.100.0/24"], "", 403),
        (["198.51.100.0/24"], "nonsense", 403),
    ],
)
def test_only_addresses_of_the_list_come_in(
    knock: Any, onec: SyncClient, allowed: list[str], address: str, status: int
) -> None:
    SyncClient.objects.update(networks=allowed)
    answer = knock(REMOTE_ADDR=address)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "network_not_allowed"


def test_addresses_are_read_as_networks_and_rubbish_is_named() -> None:
    assert networks.read([" 203.0.113.5 ", "", "10.1.2.3/8"]) == ["10.0.0.0/8", "203.0.113.5/32"]
    for bad in ("10.0.0.0/33", "вчера", "1.2.3", "10.0.0.1-10.0.0.9", "0/0/0"):
        with pytest.raises(DomainError) as refusal:
            networks.read([bad])
        assert refusal.value.pointer == "/networks"


def test_basic_is_for_https_and_for_the_demo_on_this_machine(knock: Any, onec: SyncClient, settings: Any) -> None:
    key, secret, _token = issue_token(onec, RETAIL_SCOPES)
    told = basic(key, secret)
    assert knock(told=told, REMOTE_ADDR="127.0.0.1").status_code == 200
    far = knock(told=told, REMOTE_ADDR="198.51.100.7")
    assert (far.status_code, far.json()["code"]) == (403, "https_needed")
    assert knock(told=told, REMOTE_ADDR="198.51.100.7", secure=True).status_code == 200
    settings.DEMO = False
    assert knock(told=told, REMOTE_ADDR="127.0.0.1").json()["code"] == "https_needed"


def test_the_id_must_be_that_of_the_secret(knock: Any, onec: SyncClient) -> None:
    mine, other = issue_token(onec, RETAIL_SCOPES), issue_token(onec, RETAIL_SCOPES)
    assert knock(told=basic(mine[0], other[1])).status_code == 401
    assert knock(told=basic("", mine[1])).status_code == 401


def test_a_blocked_client_is_told_so_and_comes_back(knock: Any, onec: SyncClient) -> None:
    clients.block("test", onec)
    clients.block("test", onec)
    assert (knock().status_code, knock().json()["code"]) == (403, "client_blocked")
    clients.unblock("test", onec)
    assert knock().status_code == 200
    verbs = list(AuditEntry.objects.filter(object_id=onec.pk).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["core.sync.client_registered", "core.sync.client_blocked", "core.sync.client_unblocked"]


def test_the_last_use_is_kept_with_its_address(knock: Any) -> None:
    knock(REMOTE_ADDR="198.51.100.7")
    row = SyncToken.objects.get()
    assert row.last_used_at is not None
    assert row.last_used_ip == "198.51.100.7"


# how much


def test_rows_are_counted_and_told(knock: Any, onec: SyncClient) -> None:
    SyncClient.objects.update(rows_per_minute=1000)
    answer = knock(600)
    assert answer.headers["RateLimit-Limit"] == "1000"
    assert 400 <= int(answer.headers["RateLimit-Remaining"]) <= 440
    assert 30 <= int(answer.headers["RateLimit-Reset"]) <= 36
    assert answer.headers["RateLimit-Policy"] == "1000;w=60"

    refused = knock(500, number=2)
    assert (refused.status_code, refused.json()["code"], refused.json()["limit"]) == (429, "too_many_rows", 1000)
    assert 1 <= int(refused.headers["Retry-After"]) <= 10
    assert int(refused.headers["RateLimit-Remaining"]) >= 399
    assert knock(300, number=2).status_code == 200


def test_a_request_without_rows_counts_as_one(client: Client, onec: SyncClient) -> None:
    SyncClient.objects.update(rows_per_minute=1000)
    token = issue_token(onec, RETAIL_SCOPES)[2]
    answer = client.get(f"{BATCHES}/none", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.headers["RateLimit-Remaining"]) == (404, "999")


def test_the_rest_api_counts_and_refuses_by_the_same_rules(client: Client, onec: SyncClient) -> None:
    token = issue_token(onec, RETAIL_SCOPES)[2]

    def ask() -> Any:
        return client.get("/api/v1/salons/", headers={"Authorization": f"Bearer {token}"})

    assert "RateLimit-Remaining" in ask().headers
    SyncClient.objects.update(rows_per_minute=1000)
    SyncAllowance.objects.update(rows_left=-1000)
    refused = ask()
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_rows")
    assert int(refused.headers["Retry-After"]) > 50
    clients.block("test", onec)
    assert (ask().status_code, ask().json()["code"]) == (403, "client_blocked")


def test_rows_come_back_with_the_time_and_never_above_a_minutes_worth(onec: SyncClient) -> None:
    SyncClient.objects.update(rows_per_minute=6000)
    onec.refresh_from_db()
    assert allowance.spend(onec, 6000).wait_seconds == 0
    assert allowance.spend(onec, 1000).wait_seconds == 10
    SyncAllowance.objects.update(at=dt.datetime.now(dt.UTC) - dt.timedelta(seconds=10))
    assert allowance.spend(onec, 1000).wait_seconds == 0
    SyncAllowance.objects.update(at=dt.datetime.now(dt.UTC) - dt.timedelta(days=3))
    assert 5990 < allowance.spend(onec, 1).left < 6000
    SyncAllowance.objects.update(at=dt.datetime.now(dt.UTC) + dt.timedelta(days=3))  # a clock put back
    assert 5980 < allowance.spend(onec, 1).left < 6000


def test_one_client_does_not_pay_for_another(knock: Any, onec: SyncClient) -> None:
    other = SyncClient.objects.create(source="shop", name="shop", rows_per_minute=1000)
    assert allowance.spend(other, 1000).wait_seconds == 0
    assert allowance.spend(other, 1).wait_seconds == 1
    assert knock(10).status_code == 200


def test_a_limit_below_one_batch_is_refused_by_the_database(onec: SyncClient) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SyncClient.objects.update(rows_per_minute=999)


# secrets that follow each other


def rotate(client: Client, told: str, body: Any = None) -> Any:
    raw = "" if body is None else json.dumps(body)
    return client.post(ROTATE, raw, "application/json", headers={"Authorization": told})


def test_a_rotated_secret_and_its_successor_both_open_until_the_overlap_ends(
    client: Client, knock: Any, onec: SyncClient
) -> None:
    key, secret, token = issue_token(onec, ["salon:write"])
    answer = rotate(client, f"Bearer {token}", {"overlap_hours": 5})
    told = answer.json()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert (told["client_id"], told["scopes"]) == (key, ["salon:write"])
    ends = dt.datetime.fromisoformat(told["old_expires_at"])
    assert dt.timedelta(hours=4.9) < ends - clock.now() <= dt.timedelta(hours=5)
    for way in (f"Bearer {token}", f"Bearer {told['token']}", basic(key, secret), basic(key, told["secret"])):
        assert knock(told=way).status_code == 200
    SyncToken.objects.filter(expires_at__isnull=False).update(expires_at=clock.now())
    assert knock(told=basic(key, secret)).json()["code"] == "token_expired"
    assert knock(told=basic(key, told["secret"])).status_code == 200


def test_whoever_lost_the_answer_asks_again_and_never_are_there_three(client: Client, onec: SyncClient) -> None:
    _key, _secret, token = issue_token(onec, ["salon:write"])
    lost = rotate(client, f"Bearer {token}").json()
    ends = lost["old_expires_at"]
    again = rotate(client, f"Bearer {token}", {"overlap_hours": 500}).json()
    assert again["old_expires_at"] == ends, "the overlap is not made longer by asking again"
    assert rotate(client, f"Bearer {lost['token']}").status_code == 401
    assert rotate(client, f"Bearer {again['token']}", {}).status_code == 200
    assert SyncToken.objects.filter(revoked_at=None).count() == 2


def test_a_successor_has_the_term_of_its_login(onec: SyncClient) -> None:
    made = clients.issue("test", onec, ["salon:write"], term_days=90)
    first = clients.rotate("test", made.row)
    again = clients.rotate("test", made.row)  # the old one has three days left, its successor has ninety
    for one in (first, again):
        assert one.row.expires_at is not None
        assert dt.timedelta(days=89) < one.row.expires_at - clock.now() <= dt.timedelta(days=90)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"overlap_hours": -1}, 422),
        ({"overlap_hours": 721}, 422),
        ({"overlap_hours": 1e99}, 422),
        ({"overlap_hours": "72"}, 422),
        ({"overlap_hours": True}, 422),
        ({"overlap_hours": None}, 422),
        ({"hours": 5}, 422),
        ([], 422),
        (5, 422),
        ({"overlap_hours": 0}, 200),
    ],
)
def test_a_bad_overlap_is_named_and_nothing_is_rotated(
    client: Client, onec: SyncClient, body: Any, status: int
) -> None:
    token = issue_token(onec, ["salon:write"])[2]
    answer = rotate(client, f"Bearer {token}", body)
    assert answer.status_code == status, answer.content
    assert SyncToken.objects.count() == (2 if status == 200 else 1)


def test_rotation_wants_a_login_and_the_right_method(client: Client, onec: SyncClient) -> None:
    assert rotate(client, "Bearer nobody").status_code == 401
    assert client.get(ROTATE).status_code == 405
    token = issue_token(onec, ["salon:write"])[2]
    answer = client.post(f"{ROTATE}/", b"{", "application/json", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_json")


def test_ended_secrets_are_neither_rotated_nor_revoked_again(onec: SyncClient) -> None:
    made = clients.issue("test", onec, ["salon:write"])
    clients.revoke("test", made.row)
    for act in (clients.revoke, clients.rotate):
        with pytest.raises(Conflict):
            act("test", made.row)


@pytest.mark.parametrize("scopes", [[], ["exam:read"], ["moon:write"], ["salon:write", "admin"]])
def test_nobody_is_given_what_nobody_may_have(onec: SyncClient, scopes: list[str]) -> None:
    with pytest.raises(DomainError) as refusal:
        clients.issue("test", onec, scopes)
    assert refusal.value.pointer == "/scopes"
    assert SyncToken.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"source": "1С"}, "/source"),
        ({"source": ""}, "/source"),
        ({"source": "a" * 41}, "/source"),
        ({"source": "onec-retail"}, "/source"),
        ({"name": " "}, "/name"),
        ({"timezone": "Луна"}, "/timezone"),
        ({"rows_per_minute": 10}, "/rows_per_minute"),
        ({"lines": ["x"]}, "/networks"),
    ],
)
def test_a_client_is_refused_by_the_field_at_fault(onec: SyncClient, change: dict[str, Any], pointer: str) -> None:
    facts: dict[str, Any] = {"source": "shop", "name": "Магазин", "timezone": "Europe/Moscow"}
    with pytest.raises(DomainError) as refusal:
        clients.register_client("test", **facts | change)
    assert refusal.value.pointer == pointer
