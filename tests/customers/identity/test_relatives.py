"""Families through merges: one person each, guardians, circles, coming of age."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from customers.dossier_build import dossier_of, family_dossier_of
from customers.families import add_member, found_household, guardians_of, relate
from customers.followups import open_followup
from customers.grown_up import ask_grown_ups
from customers.homes import home_of, members_of
from customers.identity.merging import merge_people, unmerge
from customers.identity.relatives import accept_family, link_relatives, refuse_family, undo_link
from customers.lookup import look_up
from customers.models import FollowUp, Membership, Person, Proposal, Relationship
from optics_crm.core import clock
from optics_crm.core.errors import Conflict, DomainError
from tests.core.staff import make_employee, make_salon
from tests.customers.identity.world import card_of, people, supervisor
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db

GROWN, BORN = dt.date(1985, 1, 1), dt.date(2016, 5, 4)


def family() -> tuple[Person, Person]:
    """A mother and her child in one household."""
    mother = make_person("Иванова Мария", birth_date=GROWN, phone="+79101234567")
    child = make_person("Иванов Пётр", birth_date=BORN)
    link_relatives(supervisor(), mother, child, "child")
    return mother, child


def test_relatives_share_a_household_and_know_each_other() -> None:
    mother, child = family()

    home = home_of(child)

    assert home is not None
    assert {row.person_id: row.role for row in members_of(home.household)} == {mother.pk: "head", child.pk: "child"}
    assert guardians_of([child.pk]) == {child.pk: [mother.pk]}


def test_an_undone_link_takes_back_what_it_had_written_and_nothing_else() -> None:
    actor = supervisor()
    mother = make_person("Иванова Мария", birth_date=GROWN)
    child, other = (make_person(f"Иванов {name}", birth_date=BORN) for name in ("Пётр", "Олег"))
    link_relatives(actor, mother, other, "child")
    event = link_relatives(actor, mother, child, "child")

    undo_link(actor, event)

    assert set(Relationship.objects.values_list("person", "relative")) == {(mother.pk, other.pk), (other.pk, mother.pk)}
    assert set(Membership.objects.values_list("person", flat=True)) == {mother.pk, other.pk}


def test_an_accepted_proposal_makes_them_a_family_and_a_refused_one_closes_the_question() -> None:
    actor = supervisor()
    mother, child, stranger = (
        make_person("Иванова Мария", birth_date=GROWN),
        make_person("Иванов Пётр", birth_date=BORN),
        make_person("Иванов Олег", birth_date=GROWN),
    )

    def asked(one: Person, other: Person, kind: str) -> Proposal:
        low, high = sorted([one, other], key=lambda person: card_of(person).pk)
        said = kind if low == one else {"child": "parent", "spouse": "spouse"}[kind]
        return Proposal.objects.create(
            card_a=card_of(low), card_b=card_of(high), kind="family", source="scan", evidence={"kind": said}
        )

    yes, no = asked(mother, child, "child"), asked(mother, stranger, "spouse")
    event = accept_family(actor, yes)
    refuse_family(actor, no)

    assert set(Relationship.objects.filter(person=mother).values_list("relative", "kind")) == {(child.pk, "child")}
    assert {row.pk: (row.status, row.event) for row in Proposal.objects.filter(pk=yes.pk)} == {
        yes.pk: ("accepted", event)
    }
    assert Proposal.objects.get(pk=no.pk).status == "refused"


def test_a_merged_mother_is_one_member_and_still_the_guardian() -> None:
    mother, child = family()
    twin = make_person("Иванова Мария Сергеевна", birth_date=GROWN)
    actor = supervisor()

    merge_people(actor, twin, mother)

    home = home_of(twin)
    assert home is not None
    assert {row.person_id for row in members_of(home.household)} == {twin.pk, child.pk}
    assert guardians_of([child.pk]) == {child.pk: [twin.pk]}
    shown = family_dossier_of(actor, home.household_id)
    assert {person.pk for person in shown.persons} == {twin.pk, child.pk}
    assert {row.person_id for row in dossier_of(actor, twin.pk).memberships} == {twin.pk, child.pk}


def test_a_child_on_two_cards_has_the_guardian_of_either() -> None:
    mother, child = family()
    twin = make_person("Иванов Пётр", birth_date=BORN)

    merge_people(supervisor(), twin, child)

    assert guardians_of([twin.pk]) == {twin.pk: [mother.pk]}


def test_both_listed_in_one_household_are_one_member_after_the_merge_and_two_again_after_it() -> None:
    mother, child = family()
    actor = supervisor()
    home = home_of(mother)
    assert home is not None
    twin = make_person("Иванова Мария Сергеевна", birth_date=GROWN)
    add_member(actor, home.household, twin, "spouse")

    event = merge_people(actor, mother, twin)
    together = [row.person_id for row in members_of(home.household)]
    unmerge(actor, event)

    assert sorted(together) == sorted([mother.pk, child.pk])
    assert len(members_of(home.household)) == 3


def test_the_own_home_comes_before_the_home_of_whoever_was_merged_in() -> None:
    actor = supervisor()
    winner, loser = people("Иванова Мария", "Иванова Мария")
    own, other = found_household(actor, winner), found_household(actor, loser)

    merge_people(actor, winner, loser)

    home = home_of(winner)
    assert home is not None
    assert home.household == own
    assert [row.person_id for row in members_of(other)] == [winner.pk]


def test_promises_made_to_the_merged_one_are_in_the_survivors_dossier() -> None:
    winner, loser = people("Иванова Мария", "Иванова Мария")
    actor = supervisor()
    promise = open_followup(actor, "task", title="Позвонить", due_at=clock.now(), person=loser)

    merge_people(actor, winner, loser)

    dossier = dossier_of(actor, winner.pk)
    assert list(FollowUp.objects.filter(person__in=dossier.ids)) == [promise]
    assert dossier.names[loser.pk] == dossier.names[winner.pk]


def test_nobody_is_merged_with_a_relative_and_nobody_becomes_an_own_ancestor() -> None:
    mother, child = family()
    actor = supervisor()
    grandson = make_person("Иванов Олег", birth_date=dt.date(2020, 1, 1))
    relate(actor, Person.objects.get(pk=child.pk), grandson, "child")

    codes = []
    for one, other in ((mother, child), (mother, grandson)):
        with pytest.raises(Conflict) as refused:
            merge_people(actor, one, other)
        codes.append(refused.value.code)

    assert codes == ["relatives", "family_circle"]


def test_a_circle_that_only_a_merge_closes_is_seen_when_relating() -> None:
    mother, child = family()
    actor = supervisor()
    twin = make_person("Иванова Мария Сергеевна")
    event = merge_people(actor, twin, mother)

    with pytest.raises(Conflict) as refused:
        relate(actor, twin, Person.objects.get(pk=child.pk), "parent")
    assert refused.value.code == "family_circle"

    unmerge(actor, event)
    relate(actor, twin, Person.objects.get(pk=child.pk), "sibling")


def test_a_merge_that_makes_the_parent_younger_than_the_child_is_refused() -> None:
    _mother, child = family()
    twin = make_person(
        "Иванов Пётр", birth_date=dt.date(1980, 5, 4), verified_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )

    with pytest.raises(DomainError) as refused:
        merge_people(supervisor(), twin, child)

    assert refused.value.code == "parent_is_younger"
    assert Person.objects.get(pk=child.pk).merged_into_id is None


def test_a_parent_is_older_than_the_child() -> None:
    mother, child = make_person("Иванова Мария", birth_date=BORN), make_person("Иванов Пётр", birth_date=GROWN)

    with pytest.raises(DomainError) as refused:
        link_relatives(supervisor(), mother, child, "child")

    assert refused.value.code == "parent_is_younger"
    assert not Membership.objects.exists()


def test_who_was_looked_up_stays_open_when_merged_within_the_hour() -> None:
    consultant = make_employee("consultant", salon=make_salon())
    winner, loser = make_person("Иванова Мария"), make_person("Иванова Мария", phone="+79101112233")
    assert [one.pk for one in look_up(consultant, "+79101112233")] == [loser.pk]

    merge_people(supervisor(), winner, loser)

    assert list(Person.objects.visible_to(consultant)) == [winner]


def test_the_page_of_a_merged_customer_leads_to_the_survivor_for_ever(client: Client) -> None:
    winner, loser = people("Иванова Мария", "Иванова Мария")
    client.force_login(supervisor())
    merge_people("scan", winner, loser)

    answer = client.get(reverse("customers:person", args=[loser.pk]))

    assert (answer.status_code, answer["Location"]) == (301, reverse("customers:person", args=[winner.pk]))


def test_who_comes_of_age_is_asked_once_for_a_phone_and_consents_of_their_own(
    clock_at: Callable[[str], dt.datetime],
) -> None:
    clock_at("2026-03-01T10:00:00+03:00")
    eve = make_person("Иванов Пётр", birth_date=dt.date(2008, 3, 20))
    make_person("Иванов Олег", birth_date=dt.date(2008, 6, 1))  # not yet
    make_person("Иванова Мария", birth_date=GROWN)  # long since
    twin = make_person("Иванов Пётр", birth_date=dt.date(2008, 3, 20))
    merge_people("scan", eve, twin)
    before = ask_grown_ups()
    clock_at("2026-03-21T10:00:00+03:00")
    make_person("Новиков Павел", birth_date=dt.date(2008, 3, 20))  # came as a grown-up

    asked = [ask_grown_ups() for _n in range(2)]

    assert (before, asked) == (0, [1, 0])
    promise = FollowUp.objects.get()
    assert (promise.kind, promise.person) == ("grown_up", eve)
