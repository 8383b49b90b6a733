"""Rules R1 to R5 of the exchange: keys, versions, doubles in a batch, equal content, absent keys."""

import pytest

from customers.models import Card, Person
from optics_crm.core.models import News, Salon, SyncTombstone
from orders.models import Product, Purchase
from tests.sync.rows import ANNA, SALON, customer, delete, guid, purchase, salon, send, statuses, upsert

pytestmark = pytest.mark.django_db


def test_a_guid_is_the_same_in_any_case_and_in_braces() -> None:
    assert statuses([salon(1, SALON.upper())]) == ["created"]
    assert statuses([salon(2, "{" + SALON + "}", name="Новое имя")]) == ["updated"]
    assert str(Salon.objects.get().guid) == SALON


def test_two_sources_may_use_one_guid_for_different_objects() -> None:
    send([salon(5)])
    assert statuses([salon(1, name="Склад магазина")], source="shop") == ["created"]
    assert Salon.objects.count() == 2


def test_a_newer_version_is_applied_and_an_older_one_is_stale() -> None:
    send([salon(5)])
    assert statuses([salon(4, name="Старое")]) == ["stale"]
    assert statuses([salon(6, name="Новое")]) == ["updated"]
    assert Salon.objects.get().name == "Новое"


def test_the_same_version_with_other_content_is_refused() -> None:
    send([salon(5)])
    assert statuses([salon(5)]) == ["unchanged"]
    answer = send([salon(5, name="Иначе")])["results"][0]
    assert (answer["status"], answer["code"]) == ("rejected", "version_reused")
    assert Salon.objects.get().name == "Оптика на Мира"


def test_equal_content_under_a_newer_version_moves_the_version_and_says_nothing() -> None:
    send([salon(1), customer(1)])
    said = News.objects.count()
    assert statuses([customer(9)]) == ["unchanged"]
    card = Card.objects.get()
    assert (card.version, News.objects.count()) == (9, said)
    assert statuses([customer(8, first_name="Ольга")]) == ["stale"]


def test_the_order_of_keys_is_no_content() -> None:
    send([upsert("product", guid(1), 1, name="Оправа", sku="A1")])
    assert statuses([upsert("product", guid(1), 2, sku="A1", name="Оправа")]) == ["unchanged"]


def test_of_items_with_one_key_the_highest_version_is_applied() -> None:
    rows = [salon(2, name="Б"), salon(3, name="В"), salon(1, name="А"), salon(3, name="В")]
    assert statuses(rows) == ["stale", "created", "stale", "unchanged"]
    assert (Salon.objects.get().name, Salon.objects.get().version) == ("В", 3)


def test_a_malformed_item_does_not_win_over_its_double() -> None:
    assert statuses([salon(3, timezone="Луна"), salon(2)]) == ["rejected", "created"]


def test_an_absent_key_keeps_and_null_or_empty_text_clears() -> None:
    send([salon(1, city="Бор", address="Мира, 1", phone="+7 831 200-00-01", closed_on="2026-01-01")])
    send([salon(2, address=None, phone="")])
    row = Salon.objects.get()
    assert (row.city, row.address, row.phone, str(row.closed_on)) == ("Бор", "", "", "2026-01-01")


def test_the_empty_values_of_1c_are_null() -> None:
    send([salon(1, closed_on="2026-01-01"), customer(1, home_salon=SALON)])
    send(
        [
            salon(2, closed_on="0001-01-01T00:00:00"),
            customer(2, home_salon="00000000-0000-0000-0000-000000000000", birth_date="0001-01-01T00:00:00"),
        ]
    )
    assert (Salon.objects.get().closed_on, Card.objects.get().home_salon_id) == (None, None)


def test_unknown_keys_are_kept() -> None:
    send([upsert("product", guid(1), 1, name="Оправа", ставка_ндс=20)])
    send([upsert("product", guid(1), 2, name="Оправа", страна="IT")])
    assert Product.objects.get().extra == {"ставка_ндс": 20, "страна": "IT"}


def test_unknown_keys_of_lines_are_kept_under_their_place() -> None:
    row = purchase(guid("p"))
    row["data"]["lines"][0]["серия"] = "77"
    send([salon(), customer(), row])
    assert Purchase.objects.get().extra == {"lines": {"0": {"серия": "77"}}}


class TestDeletes:
    def test_a_live_object_becomes_a_tombstone_that_references_still_know(self) -> None:
        send([salon(), customer()])
        assert statuses([delete("salon", SALON, 2)]) == ["updated"]
        assert Salon.objects.get().deleted_at is not None
        assert statuses([purchase(guid("p"))]) == ["created"]

    def test_an_unknown_object_leaves_a_guard_against_late_upserts(self) -> None:
        assert statuses([delete("customer", ANNA, 5)]) == ["unchanged"]
        assert statuses([customer(4)]) == ["stale"]
        assert Card.objects.count() == 0
        assert statuses([customer(6)]) == ["created"]
        assert SyncTombstone.objects.count() == 0

    def test_a_newer_upsert_revives_as_created(self) -> None:
        send([salon(), customer(1)])
        send([delete("customer", ANNA, 2)])
        assert statuses([customer(1)]) == ["stale"]
        assert statuses([customer(3)]) == ["created"]
        assert Card.objects.get().deleted_at is None
        assert Person.objects.count() == 1

    def test_a_repeated_delete_changes_nothing(self) -> None:
        send([salon(1)])
        assert statuses([delete("salon", SALON, 2)]) == ["updated"]
        assert statuses([delete("salon", SALON, 2), delete("salon", SALON, 3)]) == ["unchanged", "unchanged"]

    def test_an_older_delete_is_stale(self) -> None:
        send([salon(5)])
        assert statuses([delete("salon", SALON, 4)]) == ["stale"]
        assert Salon.objects.get().deleted_at is None
