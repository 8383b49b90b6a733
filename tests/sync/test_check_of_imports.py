"""A customer who comes from 1C and is known already: joined by the strict rule, asked about otherwise."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.identity.merging import unmerge
from customers.models import Card, CardKeys, IdentityEvent, Person, Proposal
from tests.sync.rows import Row, customer, guid, send, statuses

pytestmark = pytest.mark.django_db

MASHA: dict[str, Any] = {
    "last_name": "Иванова",
    "first_name": "Мария",
    "middle_name": "Сергеевна",
    "birth_date": "1984-03-08",
    "phones": [{"number": "+79123456789"}],
}


def masha(key: str, version: int = 1, **more: Any) -> Row:
    return customer(version, guid(key), **{**MASHA, **more})


def test_a_second_card_of_one_person_stands_with_the_first_and_can_be_taken_apart() -> None:
    first = send([masha("one")])["results"][0]["crm_id"]

    second = send([masha("two", first_name="Маша", phones=[{"number": "8 912 345-67-89"}])])["results"][0]["crm_id"]

    assert second == first
    assert [str(person.pk) for person in Person.objects.standing()] == [first]
    event = IdentityEvent.objects.get()
    assert (event.kind, str(event.winner_id), event.actor_label) == ("merge", first, "onec-retail")
    unmerge("test", event)
    assert Person.objects.standing().count() == 2
    assert Person.objects.standing().exclude(pk=first).get().first_name == "Маша"


def test_two_new_cards_of_one_person_in_one_batch_make_one_person() -> None:
    answer = send([masha("one"), masha("two"), masha("three", first_name="Маша")])

    assert len({result["crm_id"] for result in answer["results"]}) == 1
    assert Person.objects.standing().count() == 1
    assert Card.objects.filter(person=Person.objects.standing().get()).count() == 3


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"birth_date": None, "first_name": "Маша"}, "same"),
        ({"first_name": "Артём", "middle_name": None, "birth_date": "2016-05-01"}, "family"),
    ],
)
def test_what_is_likely_becomes_a_question(more: dict[str, Any], kind: str) -> None:
    send([masha("one")])

    send([masha("two", **more)])

    assert Person.objects.standing().count() == 2
    question = Proposal.objects.get()
    assert (question.kind, question.source, question.status) == (kind, "import", "open")


def test_a_namesake_is_nobody() -> None:
    send([masha("one")])

    send([masha("two", birth_date="1961-07-19", phones=[{"number": "+79150000000"}])])

    assert Person.objects.standing().count() == 2
    assert not Proposal.objects.exists()


def test_a_card_that_changes_its_name_leaves_a_question_and_stays_where_it_is() -> None:
    send([masha("one"), masha("two", last_name="Орлова", first_name="Вера", phones=[], birth_date=None)])

    assert statuses([masha("two", 2)]) == ["updated"]

    assert Person.objects.standing().count() == 2
    assert Proposal.objects.get().kind == "same"
    assert CardKeys.objects.get(card__guid=guid("two")).first_group == "мария"


def test_a_hundred_newcomers_cost_as_many_statements_as_three() -> None:
    def statements(number: int) -> int:
        phones = [[{"number": f"+7912{number:03d}{i:04d}"}] for i in range(number)]
        rows = [
            masha(f"{number} {i}", last_name="Иванов" + "аоуыэ"[i % 5], phones=told) for i, told in enumerate(phones)
        ]
        with CaptureQueriesContext(connection) as asked:
            send(rows)
        return len(asked)

    statements(2)
    assert statements(100) <= statements(3) + 4
