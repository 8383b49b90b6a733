"""What a program sees of its rows that did not go in, and what people do about codes without a meaning."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import AuditEntry, SyncClient, SyncCode, SyncExtraKey, SyncParked, SyncRejected
from optics_crm.core.sync import extras, meanings
from optics_crm.core.sync.scopes import RETAIL_SCOPES
from optics_crm.core.sync.tokens import issue_token
from orders.models import Product, Purchase
from tests.sync.rows import customer, doctor, exam, guid, line, purchase, rx, salon, send, upsert

pytestmark = pytest.mark.django_db


@pytest.fixture
def onec(db: None) -> SyncClient:
    return SyncClient.objects.create(source="onec-retail", name="1С")


@pytest.fixture
def ask(client: Client, onec: SyncClient) -> Any:
    bearer = issue_token(onec, RETAIL_SCOPES)[2]

    def call(path: str, body: bytes | None = None, token: str = bearer, **query: Any) -> Any:
        head = {"Authorization": f"Bearer {token}"}
        address = f"/api/v1/sync/{path}"
        if body is None:
            return client.get(address, query, headers=head)
        return client.post(address, body, content_type="application/json", headers=head)

    return call


def product(key: str, version: int = 1, **more: Any) -> Any:
    return upsert("product", key, version, **{"name": "Оправа"} | more)


class TestLists:
    def test_parked_rows_come_in_pages_the_oldest_first_without_what_they_say(self, ask: Any) -> None:
        send([doctor(), exam(guid("e"), prescriptions=[rx(guid("r"))])])
        send([purchase(guid(n), customer=None) for n in range(3)], is_history=True)
        first = ask("parked", limit=2).json()
        rest = ask("parked", limit=2, cursor=first["next_cursor"]).json()
        rows = [*first["items"], *rest["items"]]
        assert (first["has_more"], rest["has_more"], rest["next_cursor"]) == (True, False, None)
        assert [row["guid"] for row in rows][:1] == [guid("e")]
        assert sorted(row["guid"] for row in rows[1:]) == sorted(guid(n) for n in range(3))
        told = rows[0]
        assert (told["reason"], told["missing_kind"], told["pointer"]) == ("unknown_ref", "customer", "/customer")
        assert [row["history"] for row in rows] == [False, True, True, True]
        assert not {"payload", "data", "value"} & told.keys()
        assert "-2.25" not in ask("parked").content.decode()

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"kind": "purchase"}, 2),
            ({"missing_kind": "salon"}, 1),
            ({"reason": "unknown_enum"}, 1),
            ({"kind": "purchase", "reason": "unknown_ref"}, 1),
            ({"kind": "exam"}, 0),
        ],
    )
    def test_they_are_narrowed(self, ask: Any, query: dict[str, str], found: int) -> None:
        send([purchase(guid(1), customer=None), purchase(guid(2), customer=None, channel="Авито")])
        assert len(ask("parked", **query).json()["items"]) == found

    def test_each_client_sees_its_own(self, ask: Any) -> None:
        send([purchase(guid(1), customer=None), product(guid(2), price="дорого")], "shop")
        assert ask("parked").json()["items"] == ask("rejected").json()["items"] == []

    def test_refusals_since_a_moment(self, ask: Any) -> None:
        send([product(guid(1), price="дорого"), salon(1, timezone="Луна")])
        SyncRejected.objects.filter(kind="salon").update(at=clock.now() - dt.timedelta(days=3))
        rows = ask("rejected").json()["items"]
        assert [(row["kind"], row["code"]) for row in rows] == [("salon", "bad_timezone"), ("product", "bad_number")]
        yesterday = (clock.now() - dt.timedelta(days=1)).date().isoformat()
        for since in (yesterday, f"{yesterday}T10:00:00", f"{yesterday}T10:00:00Z"):
            assert [row["kind"] for row in ask("rejected", since=since).json()["items"]] == ["product"]
        assert [row["kind"] for row in ask("rejected", kind="salon").json()["items"]] == ["salon"]

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ({"limit": "0"}, "/limit"),
            ({"limit": "501"}, "/limit"),
            ({"limit": "x"}, "/limit"),
            ({"kind": "x" * 41}, "/kind"),
            ({"since": "вчера"}, "/since"),
            ({"since": "2026-02-31"}, "/since"),
            ({"since": "0001-01-01"}, "/since"),
            ({"cursor": "!!"}, "/cursor"),
        ],
    )
    def test_a_bad_question_is_refused(self, ask: Any, query: dict[str, str], pointer: str) -> None:
        answer = ask("rejected", **query)
        assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
        assert answer.json()["pointer"] == pointer

    @pytest.mark.parametrize(("path", "body"), [("parked", None), ("rejected", None), ("parked/replay", b"{}")])
    def test_each_door_needs_its_scope(self, ask: Any, onec: SyncClient, path: str, body: bytes | None) -> None:
        answer = ask(path, body, token=issue_token(onec, ["purchase:write"])[2])
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


class TestReplay:
    def test_a_refused_row_is_tried_again_on_demand(self, ask: Any) -> None:
        send([doctor(), salon(), exam(guid("e"))])
        send([customer(birth_date="2026-03-05")])
        assert SyncParked.objects.get().reason == "rejected"
        told = ask("parked/replay", b"").json()
        assert (told["tried"], told["rejected"], told["left"]) == (1, 1, 1)
        send([customer(2, birth_date="1980-03-05")])
        told = ask("parked/replay", b'{"kind": "exam"}').json()
        assert (told["tried"], told["created"], told["left"]) == (1, 1, 0)

    def test_only_what_was_asked_for_is_tried(self, ask: Any) -> None:
        send([purchase(guid(1), customer=None), purchase(guid(2), customer=None, channel="Авито")])
        assert ask("parked/replay", b'{"reason": "unknown_enum"}').json()["tried"] == 1
        assert ask("parked/replay", b'{"kind": "exam"}').json() == {"tried": 0, "left": 0}

    @pytest.mark.parametrize("body", [b"[]", b'{"kind": 5}', b'{"kind": "\\u0001', b"\xff"])
    def test_a_bad_body_is_refused(self, ask: Any, body: bytes) -> None:
        assert ask("parked/replay", body).status_code in (400, 422)


class TestMeanings:
    def test_values_wait_with_their_counts_and_codes(self) -> None:
        send([product(guid(n), category="Оправы") for n in range(3)])
        send([product(guid(1), category="Линзы")], "shop")
        first, second = meanings.waiting_values()
        assert (first.value, first.rows, first.client.source, first.field) == ("Оправы", 3, "onec-retail", "category")
        assert (second.value, second.client.source) == ("Линзы", "shop")
        assert {"frame", "spectacle_lens"} <= set(first.codes)

    def test_a_meaning_lets_the_rows_go_and_is_written_down(self) -> None:
        send([product(guid(n), category="Оправы") for n in range(3)])
        send([product(guid(1), category="Оправы")], "shop")
        shop = SyncClient.objects.get(source="shop")
        meanings.map_value("admin", "product", "category", value="Оправы", code="sunglasses", client=shop)
        assert (Product.objects.count(), SyncParked.objects.count()) == (1, 3)
        row = meanings.map_value("admin", "product", "category", value="Оправы", code="frame")
        assert list(Product.objects.order_by("category").values_list("category", flat=True)) == ["frame"] * 3 + [
            "sunglasses"
        ]
        assert AuditEntry.objects.filter(verb="core.sync.code_mapped", object_id=row.pk).count() == 1

    def test_what_waited_for_those_rows_goes_in_too(self) -> None:
        send([salon(), product(guid("g"), category="Оправы")])
        send([purchase(guid(1), customer=None, lines=[line(product=guid("g"))])])
        meanings.map_value("admin", "product", "category", value="Оправы", code="frame")
        assert (Purchase.objects.count(), SyncParked.objects.count()) == (1, 0)

    def test_another_meaning_replaces_the_first(self) -> None:
        for code in ("frame", "accessory"):
            meanings.map_value("admin", "product", "category", value="О", code=code)
        assert SyncCode.objects.get().code == "accessory"
        meanings.forget_meaning("admin", SyncCode.objects.get().pk)
        assert SyncCode.objects.count() == 0

    @pytest.mark.parametrize(
        ("kind", "field", "value", "code", "refused"),
        [
            ("moon", "category", "О", "frame", "field_unknown"),
            ("product", "name", "О", "frame", "field_unknown"),
            ("product", "category", "О", "moon", "code_unknown"),
            ("product", "category", "", "frame", "value_unusable"),
            ("product", "category", "о" * 201, "frame", "value_unusable"),
            ("product", "category", "service", "frame", "value_is_ours"),
        ],
    )
    def test_nonsense_is_refused(self, kind: str, field: str, value: str, code: str, refused: str) -> None:
        with pytest.raises(DomainError) as refusal:
            meanings.map_value("admin", kind, field, value=value, code=code)
        assert refusal.value.code == refused


class TestUnknownKeys:
    def test_each_is_told_once_per_client_and_kind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        row = purchase(guid(1), customer=None, ставка={"a": 1})
        row["data"]["lines"][0]["серия"] = "77"
        send([salon(), row])
        send([row | {"guid": guid(2)}])
        send([product(guid(1), ставка=1)], "shop")
        told = SyncExtraKey.objects.order_by("kind", "key").values_list("client__source", "kind", "key")
        assert list(told) == [
            ("shop", "product", "ставка"),
            ("onec-retail", "purchase", "lines.серия"),
            ("onec-retail", "purchase", "ставка"),
        ]

    def test_a_program_that_makes_up_keys_fills_no_table(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(extras, "MOST_KEYS", 5)
        for n in range(8):
            send([product(guid(n), **{f"ключ{n}": 1})])
        assert SyncExtraKey.objects.count() == 5
