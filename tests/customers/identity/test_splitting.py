"""A card that holds two people: facts go to the right card row by row, and come back."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import Model

from customers.actions import PersonWords
from customers.identity.merging import merge_people, unmerge
from customers.identity.moved import held
from customers.identity.splitting import NewMember, chosen_of, split_card, undo_split
from customers.models import Card, Exam, IdentityEvent, Membership, MovedFact, Person, Prescription, Relationship
from optics_crm.core.errors import Conflict, DomainError, NotAllowed
from optics_crm.core.models import SyncClient
from orders.models import PurchaseLine
from tests.core.staff import make_employee, make_salon
from tests.customers.identity.world import buy, card_of, people, supervisor
from tests.customers.people import make_card, make_exam, make_person, make_prescription

pytestmark = pytest.mark.django_db

SON = PersonWords(last_name="Иванов", first_name="Пётр", middle_name="Олегович", birth_date=dt.date(2016, 5, 4))


def where(row: Model) -> Any:
    row.refresh_from_db()
    return row.card_id  # type: ignore[attr-defined]


def test_a_childs_glasses_go_to_a_new_card_of_the_child_and_the_family_knows_it() -> None:
    mother = make_person("Иванова Мария Сергеевна", birth_date=dt.date(1985, 1, 1))
    card = card_of(mother)
    own, childs = buy(card, number="1"), buy(card, number="2")

    event = split_card(supervisor(), card, {"purchase": [childs.pk]}, to=NewMember(SON))

    son = Person.objects.get(last_name="Иванов", first_name="Пётр")
    assert (where(own), where(childs)) == (card.pk, son.cards.get().pk)
    assert set(Relationship.objects.values_list("person", "relative", "kind")) == {
        (mother.pk, son.pk, "child"),
        (son.pk, mother.pk, "parent"),
    }
    assert {row.person_id: row.role for row in Membership.objects.all()} == {mother.pk: "head", son.pk: "child"}
    assert list(MovedFact.objects.values_list("event", "model", "object_id", "from_card", "home")) == [
        (event.pk, "orders.Purchase", childs.pk, card.pk, card.pk)
    ]


def test_the_return_the_exam_and_the_prescription_go_along() -> None:
    mother = make_person("Иванова Мария")
    child = make_person("Иванов Пётр")
    card, salon = card_of(mother), make_salon()
    exam = make_exam(mother, salon)
    glasses = make_prescription(mother, exam=exam)
    bought = buy(card, salon, number="1", exam=exam)
    PurchaseLine.objects.create(
        purchase=bought, line_no=1, name="Линза", qty=1, price=1, amount=1, prescription=glasses
    )
    back = buy(card, salon, number="2", kind="return", return_of=bought)

    assert chosen_of(card, {"purchase": [bought.pk]}) == {
        "purchase": {bought.pk, back.pk},
        "exam": {exam.pk},
        "prescription": {glasses.pk},
    }
    split_card(supervisor(), card, {"purchase": [bought.pk]}, to=child)

    assert {where(row) for row in (bought, back, exam, glasses)} == {card_of(child).pk}


def test_an_exam_that_other_purchases_were_made_by_stays() -> None:
    mother, child = people("Иванова Мария", "Иванов Пётр")
    card, salon = card_of(mother), make_salon()
    exam = make_exam(mother, salon)
    bought, other = buy(card, salon, exam=exam, number="1"), buy(card, salon, exam=exam, number="2")

    split_card(supervisor(), card, {"purchase": [bought.pk]}, to=child)

    assert (where(bought), where(other), where(exam)) == (card_of(child).pk, card.pk, card.pk)


def test_the_prescription_that_was_overtaken_by_the_childs_is_in_force_again() -> None:
    mother, child = people("Иванова Мария", "Иванов Пётр")
    salon = make_salon()
    make_prescription(mother, issued_on=dt.date(2026, 1, 10), status="superseded")
    exam = make_exam(mother, salon, dt.date(2026, 3, 1))
    make_prescription(mother, exam=exam, issued_on=dt.date(2026, 3, 1))
    actor = supervisor()

    def in_force() -> list[tuple[str, str]]:
        rows = Prescription.objects.filter(status="active").order_by("issued_on")
        return [(row.card.person.first_name, f"{row.issued_on:%d.%m}") for row in rows]

    event = split_card(actor, card_of(mother), {"exam": [exam.pk]}, to=child)
    apart = in_force()
    undo_split(actor, event)

    assert apart == [("Мария", "10.01"), ("Пётр", "01.03")]
    assert in_force() == [("Мария", "01.03")]


def test_an_undone_split_brings_the_rows_home_and_closes_the_card_that_it_had_opened() -> None:
    mother = make_person("Иванова Мария Сергеевна", birth_date=dt.date(1985, 1, 1))
    card = card_of(mother)
    childs = buy(card)
    actor = supervisor()

    undo_split(actor, split_card(actor, card, {"purchase": [childs.pk]}, to=NewMember(SON)))

    assert where(childs) == card.pk
    assert Card.objects.get(first_name="Пётр").deleted_at is not None
    assert not Relationship.objects.exists()
    assert not Membership.objects.exists()


def test_a_newcomer_of_whom_more_is_known_by_now_stays_when_the_split_is_undone() -> None:
    mother = make_person("Иванова Мария Сергеевна", birth_date=dt.date(1985, 1, 1))
    card, actor = card_of(mother), supervisor()
    childs = buy(card)
    event = split_card(actor, card, {"purchase": [childs.pk]}, to=NewMember(SON))
    later = buy(Card.objects.get(first_name="Пётр"), number="2")

    undo_split(actor, event)

    assert (where(childs), where(later)) == (card.pk, Card.objects.get(first_name="Пётр", deleted_at=None).pk)


def test_splits_in_a_row_are_undone_in_any_order() -> None:
    one, two, three = people("Иванова Мария", "Иванов Пётр", "Иванова Ольга")
    first, second, third = card_of(one), card_of(two), card_of(three)
    actor = supervisor()
    row = buy(first)
    to_two = split_card(actor, first, {"purchase": [row.pk]}, to=second)
    to_three = split_card(actor, second, {"purchase": [row.pk]}, to=third)

    undo_split(actor, to_two)
    inner = where(row)
    undo_split(actor, to_three)

    assert (inner, where(row)) == (third.pk, first.pk)


def test_what_1c_has_moved_itself_since_is_not_dragged_back() -> None:
    one, two, three = people("Иванова Мария", "Иванов Пётр", "Иванова Ольга")
    actor = supervisor()
    row = buy(card_of(one))
    event = split_card(actor, card_of(one), {"purchase": [row.pk]}, to=two)
    held("orders.Purchase", {row.pk: card_of(three).pk})
    row.card = card_of(three)
    row.save(update_fields=["card"])

    undo_split(actor, event)

    assert where(row) == card_of(three).pk


def test_what_the_source_says_again_stays_moved_and_what_it_thought_of_anew_counts() -> None:
    one, two, three = people("Иванова Мария", "Иванов Пётр", "Иванова Ольга")
    actor = supervisor()
    row = buy(card_of(one))
    event = split_card(actor, card_of(one), {"purchase": [row.pk]}, to=two)

    again, anew = card_of(one).pk, card_of(three).pk
    assert held("orders.Purchase", {row.pk: again}) == {row.pk: card_of(two).pk}
    assert held("orders.Purchase", {row.pk: anew}) == {}
    assert held("orders.Purchase", {row.pk: again}) == {}  # overruled for good
    undo_split(actor, event)
    assert where(row) == card_of(two).pk  # whose word it was, decides where it is


def test_a_split_and_a_merge_do_not_stand_in_each_others_way() -> None:
    winner, loser, child = people("Иванова Мария", "Иванова Мария", "Иванов Пётр")
    card, actor = card_of(loser), supervisor()
    row = buy(card)
    merged = merge_people(actor, winner, loser)
    split = split_card(actor, card, {"purchase": [row.pk]}, to=child)

    unmerge(actor, merged)
    undo_split(actor, split)

    card.refresh_from_db()
    assert (where(row), card.person_id) == (card.pk, loser.pk)


def test_a_person_gets_the_rows_on_the_card_of_the_same_source() -> None:
    onec = SyncClient.objects.create(source="onec-retail", name="1C")
    mother, child = people("Иванова Мария", "Иванов Пётр")
    from_onec, of_child = make_card(mother, client=onec), make_card(child, client=onec)
    row = buy(from_onec)

    split_card(supervisor(), from_onec, {"purchase": [row.pk]}, to=child)

    assert where(row) == of_child.pk


def test_nothing_foreign_is_moved() -> None:
    mother, child, other = people("Иванова Мария", "Иванов Пётр", "Петрова Ольга")
    foreign = buy(card_of(other))
    actor = supervisor()

    codes = []
    for facts in ({}, {"purchase": []}, {"purchase": [foreign.pk]}, {"sock": [foreign.pk]}):
        with pytest.raises(DomainError) as refused:
            split_card(actor, card_of(mother), facts, to=child)
        codes.append(refused.value.code)
    with pytest.raises(DomainError) as itself:
        split_card(actor, card_of(mother), {"purchase": [buy(card_of(mother)).pk]}, to=mother)

    assert codes == ["nothing_chosen", "nothing_chosen", "fact_unknown", "fact_unknown"]
    assert itself.value.code == "same_person"


def test_a_consultant_splits_nothing_and_a_split_is_undone_once() -> None:
    mother, child = people("Иванова Мария", "Иванов Пётр")
    row = buy(card_of(mother))
    facts = {"purchase": [row.pk]}
    with pytest.raises(NotAllowed):
        split_card(make_employee("consultant", salon=make_salon()), card_of(mother), facts, to=child)
    actor = supervisor()
    event = split_card(actor, card_of(mother), facts, to=child)
    undone = undo_split(actor, event)

    for step, code in ((event, "already_undone"), (undone, "not_undoable")):
        with pytest.raises(Conflict) as refused:
            undo_split(actor, step)
        assert refused.value.code == code
    assert IdentityEvent.objects.filter(kind="split").count() == 2
    assert Exam.objects.count() == 0
