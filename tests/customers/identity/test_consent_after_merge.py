"""A merge never widens a consent; a refusal survives merge and unmerge."""

import datetime as dt
from typing import Any

import pytest

from customers.consents import Act, record_bulk, record_consent, standing_of, withdraw_consent
from customers.golden import refresh_people
from customers.identity.merging import merge_people, unmerge
from customers.models import Consent, Person
from customers.models.consent import Purpose
from tests.customers.identity.world import card_of, people, supervisor
from tests.customers.people import make_card

pytestmark = pytest.mark.django_db

ADS, PAPER, PHONE = Purpose.ADS.value, Consent.Method.DESK_PAPER.value, Consent.Method.PHONE.value


def agree(actor: Any, person: Person) -> None:
    for purpose in (Purpose.PERSONAL_DATA.value, ADS):
        record_consent(actor, Person.objects.get(pk=person.pk), purpose, method=PAPER)


def may_get_ads(*persons: Person) -> list[bool]:
    return [Person.objects.get(pk=person.pk).consent_ads for person in persons]


def state(person: Person) -> str:
    act = standing_of([person.pk]).get((person.pk, ADS))
    return act.status if act else "none"


def test_the_merged_person_is_as_restricted_as_the_stricter_of_the_two() -> None:
    actor = supervisor()
    winner, loser = people("Иванова Мария", "Иванова Мария")
    agree(actor, winner)
    agree(actor, loser)
    withdraw_consent(actor, loser, ADS, method=PHONE)

    event = merge_people(actor, winner, loser)
    together = may_get_ads(winner), state(winner)
    unmerge(actor, event)

    assert together == ([False], "withdrawn")
    assert may_get_ads(winner, loser) == [True, False]


def test_who_refuses_as_one_person_has_refused_as_both() -> None:
    actor = supervisor()
    winner, loser = people("Иванова Мария", "Иванова Мария")
    agree(actor, winner)
    agree(actor, loser)
    event = merge_people(actor, winner, loser)
    withdraw_consent(actor, Person.objects.get(pk=winner.pk), ADS, method=PHONE)

    unmerge(actor, event)

    assert may_get_ads(winner, loser) == [False, False]
    assert Consent.objects.get(card=card_of(loser), status="withdrawn").said_by == winner


def test_what_the_merged_person_agrees_to_does_not_bind_the_other_one_afterwards() -> None:
    actor = supervisor()
    winner, loser = people("Иванова Мария", "Петрова Ольга")
    withdraw_consent(actor, loser, ADS, method=PHONE)
    event = merge_people(actor, winner, loser)
    agree(actor, winner)
    together = may_get_ads(winner), state(winner)

    unmerge(actor, event)

    assert together == ([True], "given")
    assert (may_get_ads(winner, loser), state(loser)) == ([True, False], "withdrawn")


def test_a_consent_said_while_merged_counts_again_when_they_are_merged_again() -> None:
    actor = supervisor()
    winner, loser = people("Иванова Мария", "Иванова Мария")
    withdraw_consent(actor, loser, ADS, method=PHONE)
    event = merge_people(actor, winner, loser)
    agree(actor, winner)
    unmerge(actor, event)
    apart = may_get_ads(winner, loser)

    merge_people(actor, winner, loser)

    assert (apart, may_get_ads(winner)) == ([True, False], [True])


def test_a_withdrawal_told_by_1c_on_one_card_holds_for_all_cards_and_survives() -> None:
    actor = supervisor()
    winner, loser = people("Иванова Мария", "Иванова Мария")
    agree(actor, winner)
    agree(actor, loser)
    event = merge_people(actor, winner, loser)

    refresh_people(record_bulk([Act(card_of(winner).pk, ADS, "withdrawn", dt.datetime.now(dt.UTC))]))
    unmerge(actor, event)

    assert may_get_ads(winner, loser) == [False, False]


def test_a_program_gives_nothing_back_on_a_card_that_only_heard_of_the_refusal() -> None:
    actor = supervisor()
    winner, loser = people("Иванова Мария", "Иванова Мария")
    card = card_of(loser)
    merge_people(actor, winner, loser)
    withdraw_consent(actor, Person.objects.get(pk=winner.pk), ADS, method=PHONE)
    earlier = dt.datetime.now(dt.UTC) - dt.timedelta(days=30)

    assert record_bulk([Act(card.pk, ADS, "given", earlier)]) == set()


def test_a_card_that_comes_later_does_not_loosen_what_was_refused() -> None:
    actor = supervisor()
    winner, loser = people("Иванова Мария", "Иванова Мария")
    withdraw_consent(actor, winner, ADS, method=PHONE)
    other = make_card(loser, last_name="Иванова")
    agree(actor, loser)

    merge_people(actor, loser, winner)

    assert other.deleted_at is None
    assert may_get_ads(loser) == [False]
