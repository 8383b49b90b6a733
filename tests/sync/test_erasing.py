"""Erasure in the exchange: what was erased is never written again, every book is told, a book may ask."""

from typing import Any

import pytest

from customers.erasing import erase_person
from customers.models import Appointment, Card, Exam, FollowUp, Household, Membership, Person
from optics_crm.core.models import SyncClient, SyncErased, SyncParked
from optics_crm.core.sync.feed.cursors import Position
from optics_crm.core.sync.feed.kinds import Reader
from optics_crm.core.sync.feed.news_rows import Listener
from optics_crm.core.sync.feed.reading import read
from orders.models import Purchase
from tests.customers.people import make_card
from tests.sync.rows import ANNA, customer, delete, doctor, exam, guid, purchase, salon, send, statuses, upsert

BORIS = guid("Boris")


def erase(key: str = ANNA, version: int = 9, kind: str = "customer") -> dict[str, Any]:
    return {"kind": kind, "op": "erase", "guid": key, "version": version}


def known(source: str = "onec-retail") -> Person:
    send([salon(), doctor(), customer(), exam(guid("e"), complaints="болит"), purchase(guid("p"))], source)
    return Card.objects.get(guid=ANNA).person


@pytest.mark.django_db
def test_a_later_upsert_revives_nobody() -> None:
    erase_person("officer", known(), reason="заявление")

    answer = send([customer(99), exam(guid("e"), 99, complaints="болит"), exam(guid("e3"), complaints="болит")])

    told = [(result["status"], result["code"]) for result in answer["results"]]
    assert told == [("stale", "erased")] * 3
    assert not Card.objects.exclude(last_name="").exists()
    assert list(Exam.objects.values_list("complaints", flat=True)) == [""]
    assert send([customer(100)], "shop")["results"][0]["status"] == "stale"


@pytest.mark.django_db
def test_sales_of_the_erased_go_on_without_a_name() -> None:
    erase_person("officer", known(), reason="заявление")

    assert statuses([purchase(guid("p"), 2, total="700.00"), purchase(guid("p2"))]) == ["updated", "created"]
    assert {row.card.last_name for row in Purchase.objects.select_related("card") if row.card} == {""}


@pytest.mark.django_db
def test_a_delete_of_the_erased_changes_nothing_and_opens_no_way_back() -> None:
    erase_person("officer", known(), reason="заявление")

    assert statuses([delete("customer", ANNA, 50)]) == ["unchanged"]
    assert statuses([customer(70), delete("customer", ANNA, 80)]) == ["stale", "unchanged"]


@pytest.mark.django_db
def test_rows_that_wait_are_forgotten_with_the_person() -> None:
    person = known()
    assert statuses([exam(guid("e2"), salon=guid("nowhere"), complaints="болит")]) == ["deferred"]

    erase_person("officer", person, reason="заявление")

    assert not SyncParked.objects.exists()
    assert statuses([salon(1, guid("nowhere"))]) == ["created"]
    assert Exam.objects.count() == 1


@pytest.mark.django_db
def test_a_book_erases_whom_only_it_knows() -> None:
    person = known()

    answer = send([erase()])

    assert (answer["updated"], answer["results"][0].get("warnings")) == (1, None)
    person.refresh_from_db()
    assert (person.erased_at is not None, person.last_name) == (True, "")
    assert statuses([erase(version=10)]) == ["unchanged"]


@pytest.mark.django_db
def test_a_book_that_is_not_alone_asks_the_officer() -> None:
    person = known()
    make_card(person, last_name="Иванова")

    result = send([erase()])["results"][0]

    assert (result["status"], result["warnings"][0]["code"]) == ("unchanged", "erasure_asked")
    person.refresh_from_db()
    asked = FollowUp.objects.get()
    assert (person.erased_at, asked.kind, asked.role, asked.person) == (None, "erasure", "privacy", person)


@pytest.mark.django_db
def test_an_unknown_guid_is_barred_before_it_comes() -> None:
    assert statuses([erase(BORIS)]) == ["unchanged"]
    assert statuses([customer(99, BORIS)]) == ["stale"]
    assert SyncErased.objects.get().guid.hex == BORIS.replace("-", "")


@pytest.mark.django_db
def test_a_batch_that_sends_and_erases_erases() -> None:
    send([salon()])

    assert statuses([erase(), customer(12)]) == ["updated", "created"]
    assert Card.objects.get().last_name == ""


@pytest.mark.django_db
def test_only_a_customer_can_be_erased_and_a_dry_run_erases_nobody() -> None:
    person = known()

    refused = send([erase(guid("p"), kind="purchase")])["results"][0]
    send([erase()], is_dry=True)

    assert (refused["status"], refused["code"], refused["pointer"]) == ("rejected", "unknown_op", "/op")
    person.refresh_from_db()
    assert person.erased_at is None


@pytest.mark.django_db
def test_a_family_sent_again_stands_without_the_erased() -> None:
    person = known()
    members = [{"customer": ANNA, "role": "head"}, {"customer": BORIS, "role": "child"}]
    send([customer(1, BORIS, first_name="Борис"), upsert("household", guid("h"), 1, members=members)])
    erase_person("officer", person, reason="заявление")

    assert statuses([upsert("household", guid("h"), 2, members=members, name="Ивановы")]) == ["updated"]
    assert [row.person.first_name for row in Membership.objects.select_related("person")] == ["Борис"]
    assert Household.objects.get().name == "Ивановы"


@pytest.mark.django_db
def test_a_booking_of_the_erased_expects_nobody() -> None:
    person = known()
    send(
        [
            upsert(
                "appointment",
                guid("a"),
                1,
                customer=ANNA,
                salon=salon()["guid"],
                starts_at="2026-12-06T12:00:00",
                status="booked",
            )
        ]
    )

    erase_person("officer", person, reason="заявление")

    assert Appointment.objects.get().status == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_the_other_books_are_told_to_erase() -> None:
    known()
    send([customer()], "shop")
    shop = SyncClient.objects.get(source="shop")
    person = Card.objects.get(guid=ANNA, client=shop).person

    erase_person("officer", person, reason="заявление")

    items = read(Listener(Reader(shop), ["customer"]), Position(0), 100).items
    assert [(item["op"], item["guid"], item["data"]) for item in items] == [("erase", ANNA, None)]
