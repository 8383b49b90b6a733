"""Receipts, what could not be taken on the other side, and snapshots."""

import datetime as dt
from typing import Any

import pytest

from customers.actions import PersonWords, correct_person, register_customer
from customers.models import Person
from optics_crm.core.models import FeedCursor, FeedFailure
from tests.sync.feed.book import Book
from tests.sync.rows import ANNA, customer, guid, purchase, salon, send

pytestmark = pytest.mark.django_db(transaction=True)


def crowd(count: int) -> None:
    send([salon(), *(customer(1, guid(n), last_name=f"Фамилия{n}", first_name="Имя") for n in range(count))])


def test_a_late_receipt_does_not_move_the_cursor_back() -> None:
    shop = Book("shop")
    crowd(3)
    first = shop.changes(limit=1)["next_cursor"]
    second = shop.changes(cursor=first, limit=1)["next_cursor"]
    assert shop.ack(second)["moved"] is True
    told = shop.ack(first)
    assert (told["moved"], told["cursor"]) == (False, second)
    assert shop.ack(second)["moved"] is True  # repeated: the same place
    assert len(shop.all_changes()) == 1


def test_each_client_has_its_own_cursor() -> None:
    shop, site = Book("shop"), Book("site")
    crowd(2)
    shop.catch_up()
    assert (len(shop.all_changes()), len(site.all_changes())) == (0, 2)


def test_what_failed_is_kept_and_closed_by_a_later_change_that_went_in() -> None:
    onec = Book()
    send([salon(), customer()])
    person = Person.objects.get()
    onec.catch_up()
    correct_person(None, person, PersonWords("Иванова", "Анна", city="Тверь"))
    failed = {"kind": "customer", "guid": "{" + ANNA.upper() + "}", "code": "locked", "message": "Объект заблокирован"}
    assert onec.ack(onec.changes()["next_cursor"], [failed, failed])["failed"] == 1
    row = FeedFailure.objects.get()
    assert (str(row.guid), row.code, row.message, row.times) == (ANNA, "locked", "Объект заблокирован", 1)

    correct_person(None, person, PersonWords("Иванова", "Анна", city="Клин"))
    onec.ack(onec.changes()["next_cursor"], [failed])
    assert FeedFailure.objects.get().times == 2

    onec.ack(onec.changes()["next_cursor"])  # nothing was told: nothing is mended
    assert FeedFailure.objects.exists()

    correct_person(None, person, PersonWords("Иванова", "Анна", city="Дубна"))
    onec.ack(onec.changes()["next_cursor"])
    assert not FeedFailure.objects.exists()


def snapshot(book: Book, **params: Any) -> tuple[list[dict[str, Any]], str]:
    """All items of a snapshot and the cursor that it ends with."""
    items: list[dict[str, Any]] = []
    while True:
        page = book.get("snapshot", **params).json()
        items += page["items"]
        if not page["has_more"]:
            return items, page["feed_cursor"]
        assert page["feed_cursor"] is None
        params["cursor"] = page["next_cursor"]


def test_a_snapshot_tells_each_object_once_and_ends_where_the_feed_goes_on() -> None:
    shop = Book("shop")
    crowd(7)
    items, cursor = snapshot(shop, kind="customer", limit=3)
    assert sorted(item["guid"] for item in items) == sorted(guid(n) for n in range(7))
    assert {item["op"] for item in items} == {"upsert"}
    assert shop.all_changes(cursor=cursor) == []
    send([customer(2, guid(1), last_name="Другая", first_name="Имя")])
    assert [item["guid"] for item in shop.all_changes(cursor=cursor)] == [guid(1)]
    assert shop.ack(cursor)["moved"] is True


def test_what_changes_between_the_pages_of_a_snapshot_is_in_the_feed_behind_it() -> None:
    onec = Book()
    crowd(4)
    first = onec.get("snapshot", kind="customer", limit=2).json()
    told = {item["guid"]: item["data"] for item in first["items"]}
    changed = Person.objects.get(cards__guid=next(iter(told)))
    correct_person(None, changed, PersonWords("Поздняя", "Имя"))
    newcomer = register_customer(None, PersonWords("Новая", "Имя"))
    items, cursor = snapshot(onec, kind="customer", limit=2, cursor=first["next_cursor"])
    told |= {item["guid"]: item["data"] for item in items}
    told |= {item["guid"]: item["data"] for item in onec.all_changes(cursor=cursor)}
    assert {data["last_name"] for data in told.values()} >= {"Поздняя", "Новая"}
    assert len(told) == 5
    assert str(newcomer.cards.get().pk) in told


def test_deleted_things_are_in_no_snapshot() -> None:
    shop = Book("shop")
    send([salon(), customer(), purchase(guid("sale"))])
    assert [item["guid"] for item in snapshot(shop, kind="purchase")[0]] == [guid("sale")]
    send([{"kind": "purchase", "op": "delete", "guid": guid("sale"), "version": 9}])
    assert snapshot(shop, kind="purchase")[0] == []


def test_a_snapshot_that_took_too_long_is_begun_anew(clock_at: Any) -> None:
    shop = Book("shop")
    clock_at("2026-11-21T11:00:00+03:00")
    crowd(3)
    page = shop.get("snapshot", kind="customer", limit=1).json()
    clock_at("2027-02-20T11:00:00+03:00")
    again = shop.get("snapshot", kind="customer", limit=1, cursor=page["next_cursor"]).json()
    assert again["resync_required"] is True and again["items"] == []


def test_reading_is_noted_with_its_kinds() -> None:
    shop = Book("shop")
    shop.changes(kinds="purchase")
    row = FeedCursor.objects.get(client=shop.client)
    assert row.kinds == ["purchase"] and row.acked_at is None
    assert dt.datetime.now(dt.UTC) - row.read_at < dt.timedelta(minutes=5)
