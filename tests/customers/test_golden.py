"""What is believed about a person follows from the cards."""

import datetime as dt
import hashlib
from typing import Any

import pytest

from customers import moments
from customers.golden import refresh_people
from customers.models import Card, Person
from optics_crm.core import clock
from optics_crm.core.models import SyncClient
from tests.customers.people import add_phone, make_card, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def onec() -> SyncClient:
    return SyncClient.objects.create(source="onec-retail", name="1C")


def refreshed(person: Person) -> Person:
    refresh_people([person.pk])
    person.refresh_from_db()
    return person


def test_a_verified_desk_is_believed_before_a_newer_source(onec: SyncClient) -> None:
    person = Person.objects.create()
    make_card(person, last_name="Петрова", first_name="Мария", middle_name="Сергеевна", client=onec)
    make_card(person, last_name="Иванова", first_name="Мария", verified_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))

    assert refreshed(person).full_name == "Иванова Мария Сергеевна"


def test_a_deleted_card_says_nothing_but_still_counts_as_the_oldest(onec: SyncClient) -> None:
    person = Person.objects.create()
    old = make_card(person, last_name="Старая", client=onec, deleted_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    Card.objects.filter(pk=old.pk).update(created_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    make_card(person, last_name="Новая", client=onec)

    assert (refreshed(person).last_name, person.oldest_card) == ("Новая", old.pk)


def test_the_bucket_is_the_first_four_bytes_of_the_oldest_cards_digest() -> None:
    person = make_person()

    digest = hashlib.sha256(str(person.oldest_card).encode()).digest()
    assert person.bucket == int.from_bytes(digest[:4], "big")


def test_ones_own_mobile_is_the_main_phone() -> None:
    person = make_person(phone="+74951234567")
    card = person.cards.get()
    add_phone(card, "+79990000001", role="parent", is_main=True, position=1)
    add_phone(card, "+79990000002", role="own", position=2)

    assert str(refreshed(person).main_phone) == "+79990000002"


def test_nothing_moves_when_nothing_changed() -> None:
    person = make_person()
    before = (person.revision, person.updated_at)

    assert (refreshed(person).revision, person.updated_at) == before


def test_a_changed_person_is_said_in_the_same_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    person = make_person()
    monkeypatch.setattr(moments.PEOPLE_CHANGED, "_listeners", [heard.extend])
    refreshed(person)
    assert heard == []

    person.cards.update(last_name="Сидорова")
    refreshed(person)

    assert heard == [person.pk]


def test_a_hundred_people_cost_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    people = [Person.objects.create() for _n in range(100)]
    for person in people:
        make_card(person, last_name="Иванов")

    with django_assert_num_queries(5):  # savepoint, lock, update, release, and a listener above
        refresh_people([person.pk for person in people])

    assert Person.objects.filter(last_name="Иванов").count() == 100


def test_what_says_less_gives_way_whoever_said_it_last() -> None:
    person = make_person("Морозов Михаил Иванович", birth_date=dt.date(1943, 3, 8))
    make_card(
        person,
        last_name="Морозов",
        first_name="М.",
        middle_name="И.",
        birth_date=dt.date(1943, 1, 1),
        verified_at=clock.now(),
    )

    refresh_people([person.pk])

    person.refresh_from_db()
    assert (person.full_name, person.birth_date) == ("Морозов Михаил Иванович", dt.date(1943, 3, 8))
