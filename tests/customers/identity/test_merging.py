"""Merging links cards to one person; nothing else moves."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.golden import refresh_people
from customers.identity.merging import merge_people, unmerge
from customers.identity.not_same import decide_not_same, undo_not_same
from customers.identity.preview import preview, provenance
from customers.models import Card, IdentityEvent, Proposal
from optics_crm.core.errors import Conflict, DomainError, NotAllowed
from optics_crm.core.models import AuditEntry, News
from tests.core.staff import make_employee, make_salon
from tests.customers.identity.world import buy, card_of, owner, people, stands, supervisor
from tests.customers.people import make_card, make_person

pytestmark = pytest.mark.django_db


def test_the_cards_of_the_loser_stand_with_the_winner_and_remember_whose_they_were() -> None:
    winner, loser = people("Иванова Мария Сергеевна", "Иванова Мария")
    card = card_of(loser)
    bought = buy(card)

    merge_people(supervisor(), winner, loser, reason="одна и та же")

    card.refresh_from_db()
    bought.refresh_from_db()
    assert (card.person_id, card.origin_id) == (winner.pk, loser.pk)
    assert bought.card_id == card.pk
    assert stands(loser) == winner.pk


def test_an_undone_merge_leaves_every_row_as_it_was() -> None:
    winner, loser = people("Иванова Мария Сергеевна", "Петрова Ольга")
    actor = supervisor()

    unmerge(actor, merge_people(actor, winner, loser))

    loser.refresh_from_db()
    winner.refresh_from_db()
    card = card_of(loser)
    assert (loser.merged_into_id, card.origin_id, loser.full_name) == (None, None, "Петрова Ольга")
    assert winner.full_name == "Иванова Мария Сергеевна"


def test_a_step_is_in_the_journal_the_audit_and_the_news() -> None:
    winner, loser = people("Иванова Мария", "Иванова Мария")
    actor = supervisor()

    event = merge_people(actor, winner, loser, reason="паспорт", score=0.9993, model_version="1")
    unmerge(actor, event)

    assert list(IdentityEvent.objects.order_by("id").values_list("kind", "winner", "loser", "undoes", "actor")) == [
        ("merge", winner.pk, loser.pk, None, actor.pk),
        ("merge", winner.pk, loser.pk, event.pk, actor.pk),
    ]
    verbs = AuditEntry.objects.filter(object_id=winner.pk).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["customers.identity.merge", "customers.identity.merge_undone"]
    said = News.objects.filter(kind__startswith="customers.people_").order_by("id").values_list("kind", flat=True)
    assert list(said) == ["customers.people_merged", "customers.people_unmerged"]


def test_the_journal_is_never_edited() -> None:
    winner, loser = people("Иванова Мария", "Иванова Мария")
    event = merge_people(supervisor(), winner, loser)

    with pytest.raises(Exception, match="append-only"):
        IdentityEvent.objects.filter(pk=event.pk).update(reason="другое")


def test_nobody_is_merged_with_oneself() -> None:
    (person,) = people("Иванова Мария")

    with pytest.raises(DomainError) as refused:
        merge_people(supervisor(), person, person)

    assert refused.value.code == "same_person"


def test_merging_who_is_merged_already_brings_the_fresh_state() -> None:
    winner, loser, other = people("Иванова Мария", "Иванова Мария", "Иванова Маша")
    event = merge_people(supervisor(), winner, loser)

    with pytest.raises(Conflict) as refused:
        merge_people(supervisor(), other, loser)

    assert refused.value.code == "merged_already"
    assert refused.value.detail["standing"] == {str(other.pk): str(other.pk), str(loser.pk): str(winner.pk)}
    assert refused.value.detail["last"]["event"] == str(event.pk)


def test_what_was_undone_is_not_undone_again_nor_is_an_undo() -> None:
    winner, loser = people("Иванова Мария", "Иванова Мария")
    actor = supervisor()
    event = merge_people(actor, winner, loser)
    undone = unmerge(actor, event)

    codes = []
    for step in (event, undone):
        with pytest.raises(Conflict) as refused:
            unmerge(actor, step)
        codes.append(refused.value.code)

    assert codes == ["already_undone", "not_undoable"]


def test_two_people_who_were_said_to_be_two_are_not_merged_until_that_is_taken_back() -> None:
    one, other = people("Иванова Мария", "Иванова Мария")
    actor = supervisor()
    decided = decide_not_same(actor, card_of(one), card_of(other))
    with pytest.raises(Conflict) as refused:
        merge_people(actor, other, one)
    assert refused.value.code == "not_the_same"

    undo_not_same(actor, decided)

    merge_people(actor, other, one)
    assert stands(one) == other.pk


@pytest.mark.parametrize("role", ["consultant", "operator", "doctor", "receptionist", "admin", "marketer", "director"])
def test_who_may_only_propose_does_not_merge(role: str) -> None:
    winner, loser = people("Иванова Мария", "Иванова Мария")

    with pytest.raises(NotAllowed):
        merge_people(make_employee(role, salon=make_salon()), winner, loser)


def test_a_manager_merges_the_own_salons_clients_and_no_others() -> None:
    ours, theirs = make_salon("Наш"), make_salon("Чужой")
    manager = make_employee("salon_manager", salon=ours)
    winner, loser = (make_person("Иванова Мария", home_salon=ours) for _n in range(2))
    foreign = make_person("Иванова Мария", home_salon=theirs)

    with pytest.raises(NotAllowed):
        merge_people(manager, winner, foreign)
    merge_people(manager, winner, loser)

    assert (stands(loser), stands(foreign)) == (winner.pk, foreign.pk)


def test_a_decision_answers_every_open_question_about_the_pair_and_its_undo_asks_again() -> None:
    winner, loser = people("Иванова Мария", "Иванова Мария")
    low, high = sorted([card_of(winner), card_of(loser)], key=lambda card: card.pk)
    asked = Proposal.objects.create(card_a=low, card_b=high, kind="same", source="scan", score=0.97)
    family = Proposal.objects.create(card_a=low, card_b=high, kind="family", source="scan", score=0.4)
    actor = supervisor()

    event = merge_people(actor, winner, loser, proposal=asked)
    answered = {row.pk: row.status for row in Proposal.objects.all()}
    unmerge(actor, event)

    assert answered == {asked.pk: "accepted", family.pk: "obsolete"}
    assert set(Proposal.objects.values_list("status", "decided_by", "event")) == {("open", None, None)}


def test_a_question_that_was_answered_meanwhile_stops_the_merge() -> None:
    winner, loser = people("Иванова Мария", "Иванова Мария")
    low, high = sorted([card_of(winner).pk, card_of(loser).pk])
    asked = Proposal.objects.create(card_a_id=low, card_b_id=high, kind="same", source="scan")
    Proposal.objects.filter(pk=asked.pk).update(status="refused", decided_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

    with pytest.raises(Conflict) as refused:
        merge_people(supervisor(), winner, loser, proposal=asked)

    assert refused.value.code == "proposal_decided"


def test_the_preview_says_which_value_would_stand_and_why() -> None:
    desk = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    winner = make_person("Иванова Мария", city="Владимир")
    loser = make_person("Петрова Мария Сергеевна", phone="+79101234567", verified_at=desk)

    shown = preview(winner, loser)

    fields = {row.field: row for row in shown.fields}
    assert (fields["last_name"].winner.value, fields["last_name"].loser.value) == ("Иванова", "Петрова")
    assert (fields["last_name"].result.value, fields["last_name"].result.rank) == ("Петрова", "verified")
    assert (fields["city"].result.value, fields["city"].result.rank) == ("Владимир", "desk")
    assert fields["main_phone_id"].result.value == "+79101234567"
    assert shown.obstacles == {}
    assert stands(loser) == loser.pk


def test_the_preview_is_what_the_merge_then_makes() -> None:
    winner, loser = make_person("Иванова Мария", city="Владимир"), make_person("Петрова Мария Сергеевна")
    expected = {row.field: row.result.value for row in preview(winner, loser).fields if row.result}

    merge_people(supervisor(), winner, loser)

    winner.refresh_from_db()
    assert {field: source.value for field, source in provenance(winner).items()} == expected
    assert winner.city == expected["city"]


def test_a_merge_costs_the_same_whatever_hangs_on_the_cards() -> None:
    def cost(cards: int) -> int:
        winner, loser = people("Иванова Мария", "Иванова Мария")
        for _n in range(cards):
            buy(make_card(loser, last_name="Иванова"))
        refresh_people([loser.pk])
        actor = supervisor()
        with CaptureQueriesContext(connection) as spent:
            merge_people(actor, winner, loser)
        return len(spent)

    cost(1)  # whatever is asked once a process

    assert cost(2) == cost(30)


def test_a_card_that_the_desk_opens_on_the_merged_person_stays_with_the_survivor() -> None:
    winner, loser = people("Иванова Мария", "Иванова Мария")
    actor = supervisor()
    event = merge_people(actor, winner, loser)
    later = make_card(winner, last_name="Иванова")

    unmerge(actor, event)

    assert owner(later) == winner.pk
    assert not Card.objects.filter(origin__isnull=False).exists()


def test_an_unknown_person_is_refused() -> None:
    (person,) = people("Иванова Мария")

    with pytest.raises(DomainError) as refused:
        merge_people(supervisor(), person, uuid.uuid4())

    assert refused.value.code == "person_unknown"
