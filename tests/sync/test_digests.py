"""Digests: what a book counts here and there, and which objects make the difference."""

import random
from hashlib import md5
from typing import Any

import pytest

from optics_crm.core.models import SyncClient
from optics_crm.core.sync.tables import ask
from tests.sync.feed.book import Book
from tests.sync.rows import ANNA, customer, delete, exam, guid, purchase, salon, send, statuses
from tests.sync.rows import doctor as doctor_row

pytestmark = pytest.mark.django_db


def hash_of(*items: tuple[str, int]) -> str:
    """The hash as a program in 1C makes it."""
    total = 0
    for key, version in items:
        total ^= int.from_bytes(md5(f"{key}:{version}".encode(), usedforsecurity=False).digest()[:8], "big")
    return f"{total:016x}"


def digest(book: Book, **params: Any) -> list[dict[str, Any]]:
    answer = book.get("digest", **params)
    assert answer.status_code == 200, answer.content
    return list(answer.json())


def diff(book: Book, **body: Any) -> dict[str, Any]:
    answer = book.post("digest/diff", body)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def sales() -> None:
    send([salon(), customer()])
    send(
        [
            purchase(guid(1), 11, sold_at="2026-03-04T23:59:59+03:00", total="100.50"),
            purchase(guid(2), 12, sold_at="2026-03-05T00:00:00+03:00", total="200"),
            purchase(guid(3), 13, sold_at="2026-03-05T12:00:00+03:00", total="300.25"),
            purchase(guid(4), 14, sold_at="2026-03-05T12:00:00+03:00", total="400"),
            purchase(guid(5), 15, sold_at="2026-03-06T12:00:00+03:00", total="500"),
        ]
    )
    send([delete("purchase", guid(4), 20)])


def test_a_day_is_counted_summed_and_hashed() -> None:
    book = Book()
    sales()
    rows = digest(book, kind="purchase", by="day", **{"from": "2026-03-04", "to": "2026-03-05"})
    assert rows == [
        {"bucket": "2026-03-04", "count": 1, "sum": 100.5, "deleted": 0, "hash": hash_of((guid(1), 11))},
        {
            "bucket": "2026-03-05",
            "count": 2,
            "sum": 500.25,
            "deleted": 1,
            "hash": hash_of((guid(2), 12), (guid(3), 13)),
        },
    ]
    assert [row["bucket"] for row in digest(book, kind="purchase")] == ["2026-03-04", "2026-03-05", "2026-03-06"]


def test_days_are_those_of_the_clients_zone() -> None:
    book = Book()
    sales()
    SyncClient.objects.filter(pk=book.client.pk).update(timezone="Asia/Vladivostok")
    rows = digest(book, kind="purchase", **{"from": "2026-03-05", "to": "2026-03-05"})
    assert [(row["bucket"], row["count"]) for row in rows] == [("2026-03-05", 3)]


def test_kinds_without_a_day_stand_in_one_bucket_and_every_kind_in_shares_of_guids() -> None:
    book = Book()
    send([salon(), *(customer(n, guid(n), last_name=f"Фамилия{n}", first_name="Имя") for n in range(1, 30))])
    whole = hash_of(*((guid(n), n) for n in range(1, 30)))
    assert digest(book, kind="customer") == [{"bucket": "all", "count": 29, "sum": None, "deleted": 0, "hash": whole}]
    shares = digest(book, kind="customer", by="guid")
    assert sum(row["count"] for row in shares) == 29
    assert {row["bucket"] for row in shares} == {
        md5(guid(n).encode(), usedforsecurity=False).hexdigest()[:2] for n in range(1, 30)
    }
    total = 0
    for row in shares:
        total ^= int(row["hash"], 16)
    assert f"{total:016x}" == whole


def test_a_book_is_compared_with_itself_alone() -> None:
    shop = Book("shop")
    sales()
    assert digest(shop, kind="purchase") == []
    assert len(diff(shop, kind="purchase", bucket="2026-03-05", items=[])["missing_there"]) == 0


def test_the_diff_names_what_differs() -> None:
    book = Book()
    sales()
    items = [
        {"guid": guid(2).upper(), "version": 12},
        {"guid": guid(3), "version": 99},
        {"guid": guid(9), "version": 1},
    ]
    told = diff(book, kind="purchase", by="day", bucket="2026-03-05", items=items)
    assert told == {
        "bucket": "2026-03-05",
        "missing_here": [guid(9)],
        "missing_there": [],
        "older_here": [guid(3)],
        "newer_here": [],
        "waiting_here": [],
    }
    less = diff(book, kind="purchase", bucket="2026-03-05", items=[{"guid": guid(3), "version": 1}])
    assert (less["missing_there"], less["newer_here"]) == ([guid(2)], [guid(3)])


def test_what_is_deleted_here_is_missing_here() -> None:
    book = Book()
    sales()
    told = diff(book, kind="purchase", bucket="2026-03-05", items=[{"guid": guid(4), "version": 14}])
    assert told["missing_here"] == [guid(4)]


def test_what_waits_for_a_reference_is_told_apart() -> None:
    book = Book()
    send([salon()])
    assert statuses([purchase(guid(1), 7, customer=ANNA)]) == ["deferred"]
    told = diff(book, kind="purchase", bucket="2026-03-04", items=[{"guid": guid(1), "version": 7}])
    assert (told["missing_here"], told["waiting_here"]) == ([], [guid(1)])


def test_a_share_of_guids_and_the_one_bucket_can_be_asked_about_too() -> None:
    book = Book()
    send([salon(), customer(3)])
    share = md5(ANNA.encode(), usedforsecurity=False).hexdigest()[:2]
    assert diff(book, kind="customer", by="guid", bucket=share, items=[])["missing_there"] == [ANNA]
    assert diff(book, kind="customer", bucket="all", items=[{"guid": ANNA, "version": 3}]) == {
        "bucket": "all",
        "missing_here": [],
        "missing_there": [],
        "older_here": [],
        "newer_here": [],
        "waiting_here": [],
    }


def test_both_sides_agree_after_any_order_of_arrival() -> None:
    book = Book()
    rows = [purchase(guid(n), n, number=f"П-{n}", total=f"{n}.10") for n in range(1, 40)]
    newer = [purchase(guid(n), n + 100, number=f"П-{n}", total=f"{n}.20") for n in range(1, 40, 3)]
    mixed = [*rows, *newer]
    random.Random(4).shuffle(mixed)
    send([salon(), customer()])
    for place in range(0, len(mixed), 7):
        send(mixed[place : place + 7])
    stands = {row["guid"]: row["version"] for row in rows} | {row["guid"]: row["version"] for row in newer}
    (day,) = digest(book, kind="purchase")
    assert (day["count"], day["hash"]) == (39, hash_of(*stands.items()))


def test_exams_may_be_compared_by_whoever_sends_them() -> None:
    book = Book()
    send([salon(), doctor_row(), customer(), exam(guid("e"), 5)])
    (day,) = digest(book, kind="exam")
    assert (day["bucket"], day["hash"]) == ("2026-03-01", hash_of((guid("e"), 5)))
    assert Book("shop", ["digest:read"]).refused("digest", kind="exam")[:2] == (403, "scope_missing")
    assert Book("shop", ["exam:write"]).refused("digest", kind="exam")[:2] == (403, "scope_missing")


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({}, "/kind"),
        ({"kind": "cat"}, "/kind"),
        ({"kind": "purchase", "by": "week"}, "/by"),
        ({"kind": "purchase", "from": "yesterday"}, "/from"),
        ({"kind": "purchase", "from": "20260304"}, "/from"),
        ({"kind": "purchase", "to": "2026-02-30"}, "/to"),
        ({"kind": "purchase", "from": "2026-03-05", "to": "2026-03-04"}, "/to"),
        ({"kind": "purchase", "to": "9999-12-31"}, "/to"),
    ],
)
def test_bad_questions_are_refused(params: dict[str, str], pointer: str) -> None:
    status, _code, where = Book().refused("digest", **params)
    assert (status, where) == (422, pointer)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": None}, "/kind"),
        ({"by": ["day"]}, "/by"),
        ({"bucket": 7}, "/bucket"),
        ({"bucket": "all"}, "/bucket"),
        ({"by": "guid", "bucket": "zz"}, "/bucket"),
        ({"by": "all", "bucket": "2026-03-04"}, "/bucket"),
        ({"items": {}}, "/items"),
        ({"items": [7]}, "/items/0"),
        ({"items": [{"guid": "7", "version": 1}]}, "/items/0/guid"),
        ({"items": [{"guid": guid(1), "version": "1"}]}, "/items/0/version"),
        ({"items": [{"guid": guid(1), "version": 2**63}]}, "/items/0/version"),
    ],
)
def test_bad_lists_are_refused(change: dict[str, Any], pointer: str) -> None:
    body = {"kind": "purchase", "by": "day", "bucket": "2026-03-04", "items": []} | change
    answer = Book().post("digest/diff", body)
    assert (answer.status_code, answer.json()["pointer"]) == (422, pointer)


def test_the_hash_of_the_database_is_that_of_the_protocol() -> None:
    book = Book()
    sales()
    ((found,),) = ask("SELECT count(*) FROM orders_purchase WHERE client_id = %s", [book.client.pk])
    assert found == 5
    (row,) = digest(book, kind="purchase", by="all")
    assert (row["bucket"], row["count"]) == ("all", 4)
    assert row["hash"] == hash_of(*((guid(n), n + 10) for n in (1, 2, 3, 5)))
