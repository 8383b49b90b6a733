"""A field chosen by hand, and where every field comes from."""

import datetime as dt

import pytest

from customers.identity.choices import choose_field, chosen_by_hand, undo_choice
from customers.identity.merging import merge_people, unmerge
from customers.identity.preview import preview, provenance
from customers.models import Person
from optics_crm.core.errors import Conflict, DomainError, NotAllowed
from optics_crm.core.models import SyncClient
from tests.core.staff import make_employee
from tests.customers.identity.world import card_of, people, supervisor
from tests.customers.people import make_card, make_person

pytestmark = pytest.mark.django_db

DESK = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def surname(person: Person) -> str:
    return Person.objects.get(pk=person.pk).last_name


def test_the_chosen_card_is_believed_before_a_verified_desk_and_only_about_that_field() -> None:
    person = make_person("Иванова Мария", verified_at=DESK)
    maiden = make_card(person, last_name="Петрова", first_name="Маша")

    choose_field(supervisor(), person, "last_name", maiden, reason="паспорт")

    person.refresh_from_db()
    assert person.full_name == "Петрова Мария"
    assert {field: source.rank for field, source in provenance(person).items()} == {
        "last_name": "chosen",
        "first_name": "verified",
    }


def test_an_undone_choice_leaves_the_one_before_it() -> None:
    person = make_person("Иванова Мария", verified_at=DESK)
    first, second = make_card(person, last_name="Петрова"), make_card(person, last_name="Сидорова")
    actor = supervisor()
    choose_field(actor, person, "last_name", first)
    later = choose_field(actor, person, "last_name", second)
    before = surname(person)

    undo_choice(actor, later)

    assert (before, surname(person)) == ("Сидорова", "Петрова")
    assert chosen_by_hand(person)["last_name"].card == first
    with pytest.raises(Conflict) as refused:
        undo_choice(actor, later)
    assert refused.value.code == "already_undone"


def test_a_choice_rests_while_its_card_stands_with_somebody_else() -> None:
    winner, loser = people("Иванова Мария", "Петрова Мария")
    actor, card = supervisor(), card_of(loser)
    event = merge_people(actor, winner, loser)
    choose_field(actor, winner, "last_name", card)
    together = surname(winner)

    unmerge(actor, event)
    apart = surname(winner)
    merge_people(actor, winner, loser)

    assert (together, apart, surname(winner)) == ("Петрова", "Иванова", "Петрова")


def test_the_preview_knows_the_choices_of_both() -> None:
    winner = make_person("Иванова Мария", verified_at=DESK)
    loser = make_person("Петрова Мария")
    other = make_card(loser, last_name="Сидорова")
    choose_field(supervisor(), loser, "last_name", other)

    row = next(row for row in preview(winner, loser).fields if row.field == "last_name")

    assert (row.winner.value, row.loser.value) == ("Иванова", "Сидорова")
    assert (row.result.value, row.result.rank) == ("Сидорова", "chosen")


def test_the_chosen_phone_is_the_main_one() -> None:
    person = make_person("Иванова Мария", phone="+79101111111")
    card = make_card(person, phone="+79102222222", role="other")

    choose_field(supervisor(), person, "main_phone_id", card)

    assert str(Person.objects.get(pk=person.pk).main_phone) == "+79102222222"
    assert provenance(person)["main_phone_id"].value == "+79102222222"


def test_a_source_is_named_with_its_moment() -> None:
    onec = SyncClient.objects.create(source="onec-retail", name="1C")
    person = make_person("Иванова Мария", client=onec)

    source = provenance(person)["last_name"]

    assert (source.source, source.rank, source.card) == ("onec-retail", "source", card_of(person).pk)
    assert source.at == card_of(person).updated_at


def test_what_cannot_be_believed_is_not_chosen() -> None:
    person, other = people("Иванова Мария", "Петрова Ольга")
    actor = supervisor()

    for field, card, code in (
        ("height", card_of(person), "field_unknown"),
        ("birth_date", card_of(person), "card_is_silent"),
        ("main_phone_id", card_of(person), "card_is_silent"),
        ("last_name", card_of(other), "card_of_another"),
    ):
        with pytest.raises(DomainError) as refused:
            choose_field(actor, person, field, card)
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        choose_field(make_employee("marketer"), person, "last_name", card_of(person))
