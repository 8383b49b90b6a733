"""The door itself: tokens, scopes, envelopes, limits, stored answers. What is refused leaves nothing behind."""

import base64
import datetime as dt
import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext as _

from optics_crm.core import clock
from optics_crm.core.models import Salon, SyncBatch, SyncClient, SyncRejected, SyncToken
from optics_crm.core.sync import keeping
from optics_crm.core.sync.tokens import LIMITED_SCOPES, RETAIL_SCOPES, issue_token
from tests.sync.rows import DOCTOR, SALON, customer, doctor, exam, guid, purchase, salon

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/sync/batches"
Post = Callable[..., HttpResponse]


@pytest.fixture
def onec(db: None) -> SyncClient:
    return SyncClient.objects.create(source="onec-retail", name="1С")


@pytest.fixture
def token(onec: SyncClient) -> str:
    return issue_token(onec, RETAIL_SCOPES)[2]


@pytest.fixture
def post(client: Client, token: str) -> Post:
    def send(body: Any, *, address: str = ADDRESS, bearer: str = token, **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {bearer}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        kind = given.pop("Content-Type", "application/json")
        return client.generic("POST", address, raw, content_type=kind, headers=given)

    return send


def batch(rows: list[Any], batch_id: str = "CRM:1", **more: Any) -> dict[str, Any]:
    return {"batch_id": batch_id, "source": "onec-retail", "items": rows} | more


def refused(response: Any, status: int, code: str) -> dict[str, Any]:
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    told = response.json()
    assert (told["code"], told["status"]) == (code, status)
    assert told["title"]
    assert told["request_id"] == response.headers["X-Request-Id"]
    assert SyncBatch.objects.count() == Salon.objects.count() == 0
    return told


def test_ping_needs_no_token(client: Client) -> None:
    for address in ("/api/v1/sync/ping", "/api/v1/sync/ping/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert dt.datetime.fromisoformat(answer.json()["server_time"]).tzinfo is not None


def test_a_batch_is_answered_row_by_row(post: Post) -> None:
    answer = post(batch([salon(), {"kind": "moon", "op": "upsert", "guid": guid(1), "version": 1, "data": {}}])).json()
    assert {key: answer[key] for key in ("batch_id", "replayed", "received", "created", "rejected")} == {
        "batch_id": "CRM:1",
        "replayed": False,
        "received": 2,
        "created": 1,
        "rejected": 1,
    }
    first, second = answer["results"]
    assert (first["n"], first["kind"], first["guid"], first["version"]) == (0, "salon", SALON, 1)
    assert first["crm_id"] == str(Salon.objects.get().pk)
    assert (second["n"], second["code"], second["pointer"]) == (1, "unknown_kind", "/kind")


def test_put_and_a_slash_at_the_end_are_the_same_door(client: Client, token: str) -> None:
    head = {"Authorization": f"Bearer {token}"}
    body = json.dumps({"source": "onec-retail", "items": [salon()]})
    for address, replayed in ((f"{ADDRESS}/CRM:7", False), (f"{ADDRESS}/CRM:7/", True)):
        answer = client.put(address, body, content_type="application/json", headers=head)
        assert (answer.status_code, answer.json()["replayed"]) == (200, replayed)
    other = client.put(f"{ADDRESS}/CRM:8", json.dumps(batch([salon()])), "application/json", headers=head)
    assert (other.status_code, other.json()["pointer"]) == (422, "/batch_id")


def test_basic_with_id_and_secret_is_the_same_as_the_token(client: Client, onec: SyncClient) -> None:
    key, secret, _token = issue_token(onec, ["salon:write"])
    for password, status in ((secret, 200), ("wrong", 401)):
        told = base64.b64encode(f"{key}:{password}".encode()).decode()
        body = json.dumps(batch([salon()]))
        answer = client.post(ADDRESS, body, "application/json", headers={"Authorization": f"Basic {told}"})
        assert answer.status_code == status


def test_only_hashes_of_secrets_are_kept(onec: SyncClient) -> None:
    key, secret, token = issue_token(onec, ["salon:write"])
    row = SyncToken.objects.get(client_key=key)
    assert {secret, token}.isdisjoint({row.secret_hash, row.token_hash})


@pytest.mark.parametrize("told", ["", "Bearer", "Bearer nonsense", "Basic !!!", "Basic eDp5", "Digest a", "Basic 0L8="])
def test_strangers_are_refused(client: Client, told: str) -> None:
    answer = client.post(ADDRESS, json.dumps(batch([salon()])), "application/json", headers={"Authorization": told})
    refused(answer, 401, answer.json()["code"])
    assert answer.json()["code"] in ("token_missing", "token_invalid")
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_an_expired_token_says_since_when(post: Post, onec: SyncClient) -> None:
    old = issue_token(onec, RETAIL_SCOPES, clock.now() - dt.timedelta(days=1))[2]
    assert "expires_at" in refused(post(batch([salon()]), bearer=old), 401, "token_expired")


def test_a_revoked_token_is_unknown(post: Post, token: str) -> None:
    SyncToken.objects.update(revoked_at=clock.now())
    refused(post(batch([salon()])), 401, "token_invalid")


def test_a_missing_scope_refuses_the_whole_batch_by_name(post: Post, onec: SyncClient) -> None:
    limited = issue_token(onec, LIMITED_SCOPES)[2]
    told = refused(post(batch([salon(), exam(guid("e"))]), bearer=limited), 403, "scope_missing")
    assert told["scope"] == "exam:write"


def test_the_source_must_be_the_tokens(post: Post) -> None:
    assert refused(post(batch([salon()], source="shop")), 403, "source_mismatch")["pointer"] == "/source"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"", 400, "bad_json"),
        (b"\xff\xfe{}", 400, "bad_json"),
        (b"[" * 50_000, 400, "bad_json"),
        (b'{"items":"\\u0000"}', 400, "nul_character"),
        (b"[]", 422, "bad_envelope"),
        (b"5", 422, "bad_envelope"),
        (b"null", 422, "bad_envelope"),
        (b'{"batch_id":"1","source":"onec-retail"}', 422, "bad_envelope"),
        (b'{"batch_id":"1","source":"onec-retail","items":[]}', 422, "bad_envelope"),
        (b'{"batch_id":"1","source":"onec-retail","items":{}}', 422, "bad_envelope"),
        (b'{"source":"onec-retail","items":[1]}', 422, "bad_envelope"),
        (b'{"batch_id":7,"source":"onec-retail","items":[1]}', 422, "bad_envelope"),
        (b'{"batch_id":"1","source":null,"items":[1]}', 422, "bad_envelope"),
        (b'{"batch_id":"1","source":"onec-retail","items":[1],"mode":"all"}', 422, "bad_envelope"),
        (b'{"batch_id":"1","source":"onec-retail","items":[1],"history":"yes"}', 422, "bad_envelope"),
    ],
)
def test_a_bad_envelope_is_refused(post: Post, body: bytes, status: int, code: str) -> None:
    refused(post(body), status, code if body[:2] != b"\xff\xfe" else post(body).json()["code"])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"a":1}x', "The text stops being JSON at byte %(place)s."),
        (b"{", "The text breaks off before its end."),
        (b"[" * 50_000, "The text is nested too deep."),
        (b'{"a":1e999}', "A number or a text in the body cannot be read."),
    ],
)
def test_what_is_no_json_is_told_where_in_our_own_words(post: Post, body: bytes, words: str) -> None:
    with translation.override("ru"):
        assert post(body).json()["detail"] == _(words).replace("%(place)s", "8")


def test_a_body_cut_anywhere_is_refused_and_stores_nothing(post: Post) -> None:
    whole = json.dumps(batch([salon(n, guid(n)) for n in range(1, 4)])).encode()
    for end in range(1, len(whole) - 1, 97):
        refused(post(whole[:end]), 400, "bad_json")


def test_more_rows_or_bytes_than_the_limit_are_refused_with_the_limit(post: Post) -> None:
    assert refused(post(batch([salon()] * 1001)), 413, "batch_too_large")["limit"] == 1000
    big = batch([salon(address="x" * 11_000_000)])
    assert refused(post(big), 413, "body_too_large")["limit"] == 10 * 1024 * 1024


def test_a_packed_bomb_is_refused_while_it_is_unpacked(post: Post) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    refused(post(bomb, **{"Content-Encoding": "gzip"}), 413, "body_too_large")


def test_gzip_goes_both_ways(post: Post) -> None:
    rows = [salon(n, guid(n)) for n in range(1, 40)]
    packed = gzip.compress(json.dumps(batch(rows)).encode())
    answer = post(packed, **{"Content-Encoding": "gzip", "Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.content))["created"] == 39


def test_broken_gzip_is_refused(post: Post) -> None:
    packed = gzip.compress(json.dumps(batch([salon()])).encode())
    for body in (b"no gzip", packed[:-5], packed[:20]):
        refused(post(body, **{"Content-Encoding": "gzip"}), 400, "bad_encoding")


def test_a_bom_is_tolerated(post: Post) -> None:
    assert post(b"\xef\xbb\xbf" + json.dumps(batch([salon()])).encode()).json()["created"] == 1


@pytest.mark.parametrize(
    "headers",
    [{"Content-Type": "text/xml"}, {"Content-Type": "multipart/form-data; boundary=x"}, {"Content-Encoding": "br"}],
)
def test_other_bodies_are_refused(post: Post, headers: dict[str, str]) -> None:
    refused(post(batch([salon()]), **headers), 415, "media_type")


def test_another_method_is_refused(client: Client, token: str) -> None:
    answer = client.delete(ADDRESS, headers={"Authorization": f"Bearer {token}"})
    refused(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST, PUT"


def test_a_value_nested_too_deep_is_the_rows_fault(post: Post) -> None:
    deep: Any = 1
    for _level in range(40):
        deep = [deep]
    answer = post(batch([salon(), salon(1, guid(2), чужое=deep)])).json()
    assert [row["status"] for row in answer["results"]] == ["created", "rejected"]
    assert answer["results"][1]["code"] == "too_deep"


class TestStoredAnswers:
    def test_the_same_body_is_answered_and_not_applied(self, post: Post) -> None:
        first = post(batch([salon()])).json()
        Salon.objects.update(name="Изменено")
        again = post(batch([salon()])).json()
        assert again == first | {"replayed": True}
        assert Salon.objects.get().name == "Изменено"

    def test_another_body_under_the_same_id_is_refused(self, post: Post) -> None:
        post(batch([salon()]))
        answer = post(batch([salon(2)]))
        assert (answer.status_code, answer.json()["code"]) == (409, "batch_id_reused")
        assert Salon.objects.get().version == 1

    def test_the_answer_can_be_asked_for(self, post: Post, client: Client, token: str) -> None:
        post(batch([salon()]))
        head = {"Authorization": f"Bearer {token}"}
        assert client.get(f"{ADDRESS}/CRM:1", headers=head).json()["created"] == 1
        unknown = client.get(f"{ADDRESS}/CRM:2/", headers=head)
        assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")

    def test_a_rehearsal_tells_everything_and_stores_nothing(self, post: Post) -> None:
        answer = post(batch([salon(), salon(1, guid(2), timezone="Луна")]), address=f"{ADDRESS}?dry_run=1").json()
        assert (answer["created"], answer["rejected"], answer["dry_run"]) == (1, 1, True)
        assert (Salon.objects.count(), SyncBatch.objects.count(), SyncRejected.objects.count()) == (0, 0, 0)

    def test_all_or_nothing_takes_everything_back(self, post: Post) -> None:
        rows = [salon(), salon(1, guid(2), timezone="Луна")]
        answer = post(batch(rows, mode="atomic")).json()
        assert [row["code"] for row in answer["results"]] == ["batch_not_applied", "bad_timezone"]
        assert (answer["created"], answer["rejected"], Salon.objects.count()) == (0, 2, 0)
        assert post(batch(rows[:1], "CRM:2", mode="atomic")).json()["created"] == 1


def test_refusals_are_kept_until_the_object_is_accepted(post: Post) -> None:
    post(batch([salon(1, timezone="Луна")]))
    row = SyncRejected.objects.get()
    assert (row.kind, row.guid, row.code, row.pointer, row.value) == (
        "salon",
        SALON,
        "bad_timezone",
        "/timezone",
        "Луна",
    )
    post(batch([salon(2)], "CRM:2"))
    assert SyncRejected.objects.count() == 0


def test_no_dioptre_lies_among_the_refusals(post: Post) -> None:
    eyes = [{"eye": "od", "sph": -2.13}, {"eye": "os", "sph": -2}]
    bad = exam(guid("e"), prescriptions=[{"guid": guid("r"), "purpose": "distance", "eyes": eyes}])
    answer = post(batch([salon(), doctor(), customer(), bad])).json()
    assert (answer["results"][3]["code"], answer["results"][3]["value"]) == ("rx_invalid", "-2.13")
    assert SyncRejected.objects.get().value == ""


def test_rows_may_come_in_any_order(post: Post) -> None:
    sale, back = guid("sale"), guid("back")
    rows = [
        purchase(back, kind="return", return_of=sale),
        exam(guid("e")),
        purchase(sale),
        customer(),
        doctor(salon=SALON),
        salon(),
    ]
    assert post(batch(rows)).json()["created"] == 6


def test_a_row_behind_a_refused_one_waits_for_its_correction(post: Post) -> None:
    answer = post(batch([salon(1, timezone="Луна"), customer(), purchase(guid("p"))])).json()
    assert [row["status"] for row in answer["results"]] == ["rejected", "created", "deferred"]
    last = answer["results"][2]
    assert (last["code"], last["pointer"], last["value"]) == ("unknown_ref", "/salon", SALON)
    assert "crm_id" not in last
    assert DOCTOR not in json.dumps(answer)


def test_stored_answers_are_kept_for_thirty_days(post: Post) -> None:
    post(batch([salon()]))
    post(batch([salon(2)], "CRM:2"))
    SyncBatch.objects.filter(batch_id="CRM:1").update(at=clock.now() - dt.timedelta(days=31))
    keeping.forget_old()
    assert [row.batch_id for row in SyncBatch.objects.all()] == ["CRM:2"]
