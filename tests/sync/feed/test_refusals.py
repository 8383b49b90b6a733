"""What the doors of the feed refuse, each with its pointer."""

import base64
import json
from typing import Any

import pytest

from tests.sync.feed.book import Book
from tests.sync.rows import guid

pytestmark = pytest.mark.django_db


def packed(**members: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(members).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"limit": "0"}, "/limit"),
        ({"limit": "1001"}, "/limit"),
        ({"limit": "-5"}, "/limit"),
        ({"limit": "many"}, "/limit"),
        ({"wait": "26"}, "/wait"),
        ({"wait": "1.5"}, "/wait"),
        ({"kinds": "customers"}, "/kinds"),
        ({"cursor": "no cursor"}, "/cursor"),
        ({"cursor": "e30"}, "/cursor"),
        ({"cursor": "А" * 20}, "/cursor"),
        ({"cursor": "x" * 5000}, "/cursor"),
        ({"cursor": packed(e="a", x="-1", t=1)}, "/cursor"),
        (
            {"cursor": packed(e="a", x="9" * 30, t=1)},
            "/cursor",
        ),
        (
            {"cursor": packed(e="a", x="1", t=10**18)},
            "/cursor",
        ),
    ],
)
def test_bad_questions_are_refused_with_their_pointer(params: dict[str, str], pointer: str) -> None:
    status, code, where = Book().refused("changes", **params)
    assert (status, where) == (422, pointer)
    assert code in ("bad_query", "bad_cursor")


def test_other_methods_and_strangers_are_refused() -> None:
    book = Book()
    assert book.post("changes", {}).status_code == 405
    assert book.get("changes/ack").status_code == 405
    book.head = {}
    assert book.get("changes").status_code == 401


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ("no json", "bad_json", ""),
        ([], "bad_receipt", ""),
        ({}, "bad_cursor", "/cursor"),
        ({"cursor": 7}, "bad_cursor", "/cursor"),
    ],
)
def test_bad_receipts_are_refused(body: Any, code: str, pointer: str) -> None:
    answer = Book().post("changes/ack", body)
    told = answer.json()
    assert (answer.status_code, told["code"], told.get("pointer", "")) == (
        400 if code == "bad_json" else 422,
        code,
        pointer,
    )


@pytest.mark.parametrize(
    ("failed", "pointer"),
    [
        ({}, ""),
        (["x"], "/0"),
        ([{"kind": "cat", "guid": guid(1)}], "/0/kind"),
        ([{"kind": "customer", "guid": "1"}], "/0/guid"),
        ([{"kind": "customer", "guid": guid(1), "code": 5}], "/0/code"),
        ([{"kind": "customer", "guid": guid(1)}] * 1001, ""),
    ],
)
def test_bad_lists_of_failures_are_refused(failed: Any, pointer: str) -> None:
    answer = Book().post("changes/ack", {"cursor": packed(e="a", x="1", t=1), "failed": failed})
    told = answer.json()
    assert (answer.status_code, told["code"], told["pointer"]) == (422, "bad_receipt", f"/failed{pointer}")


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({}, (422, "bad_query", "/kind")),
        ({"kind": "cat"}, (422, "bad_query", "/kind")),
        ({"kind": "salon"}, (422, "bad_query", "/kind")),
        ({"kind": "exam"}, (403, "scope_missing", "")),
        ({"kind": "customer", "limit": "0"}, (422, "bad_query", "/limit")),
        ({"kind": "customer", "cursor": "!"}, (422, "bad_cursor", "/cursor")),
        ({"kind": "customer", "cursor": packed(k="purchase", e="a", x=1, t=1)}, (422, "bad_cursor", "/cursor")),
        ({"kind": "customer", "cursor": packed(k="customer", e="a", x=-1, t=1)}, (422, "bad_cursor", "/cursor")),
    ],
)
def test_bad_questions_for_a_snapshot_are_refused(params: dict[str, str], refusal: tuple[int, str, str]) -> None:
    assert Book().refused("snapshot", **params) == refusal


def test_a_snapshot_needs_its_scope_and_the_kinds() -> None:
    assert Book("shop", ["customer:read"]).refused("snapshot", kind="customer")[:2] == (403, "scope_missing")
    assert Book("shop", ["snapshot:read"]).refused("snapshot", kind="customer")[:2] == (403, "scope_missing")
