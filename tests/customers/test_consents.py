"""Consents: given by the person's own act, taken back at once and everywhere."""

import datetime as dt
from typing import Any

import pytest

from customers import moments
from customers.consents import Act, Proof, record_bulk, record_consent, withdraw_consent
from customers.golden import refresh_people
from customers.models import Card, Consent, ConsentText, Person
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import AuditEntry, News
from tests.customers.people import card_of, make_card, make_person

pytestmark = pytest.mark.django_db
PAPER = Consent.Method.DESK_PAPER.value


def acts_of(person: Person) -> list[tuple[str, str]]:
    rows = Consent.objects.filter(card__person=person).order_by("at", "card")
    return [(row.purpose, row.status) for row in rows]


def test_the_four_wordings_are_there() -> None:
    assert set(ConsentText.objects.values_list("purpose", flat=True)) == {"pd", "health", "ads", "calls"}


def test_a_given_consent_stands_on_every_card_with_its_proof() -> None:
    person = make_person()
    make_card(person, last_name="Иванова")

    record_consent("desk", person, "ads", method=PAPER, proof=Proof(evidence={"paper": "17"}))

    rows = Consent.objects.filter(card__person=person)
    assert [(row.status, row.evidence, row.text.purpose) for row in rows] == [("given", {"paper": "17"}, "ads")] * 2
    person.refresh_from_db()
    assert (person.consent_ads, person.opted_out, person.consent_pd) == (True, False, False)


def test_a_withdrawal_is_immediate_on_every_card_and_happens_once(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    person = make_person()
    make_card(person)
    record_consent("desk", person, "ads", method=PAPER)
    monkeypatch.setattr(moments.CONSENT_CHANGED, "_listeners", [heard.extend])

    first = withdraw_consent(None, person, "ads", method="link")
    second = withdraw_consent(None, person, "ads", method="link")

    assert (len(first), len(second)) == (2, 0)
    person.refresh_from_db()
    assert (person.consent_ads, person.opted_out) == (False, True)
    assert set(heard) == {person.pk}
    assert News.objects.filter(kind="customers.consent_withdrawn").count() == 1
    assert AuditEntry.objects.filter(verb="customers.consent.withdrawn", object_id=person.pk).count() == 1


def test_the_most_restrictive_card_wins() -> None:
    person = make_person()
    record_consent("desk", person, "ads", method=PAPER)
    make_card(person, ads_forbidden=True)

    refresh_people([person.pk])

    person.refresh_from_db()
    assert (person.consent_ads, person.opted_out) == (False, True)


def test_withdrawn_data_processing_stops_advertising_too() -> None:
    person = make_person()
    for purpose in ("pd", "ads"):
        record_consent("desk", person, purpose, method=PAPER)

    withdraw_consent("desk", person, "pd", method=PAPER)

    person.refresh_from_db()
    assert (person.consent_pd, person.consent_ads) == (False, False)


def test_consent_by_telephone_is_no_own_act() -> None:
    person = make_person()

    with pytest.raises(DomainError) as refusal:
        record_consent("operator", person, "ads", method="phone")

    assert refusal.value.code == "consent_not_own_act"
    assert acts_of(person) == []


def test_a_grown_up_signs_for_a_child() -> None:
    child = make_person("Иванов Артём", birth_date=clock.years_after(clock.today(), -9))
    mother = make_person(birth_date=dt.date(1985, 1, 1))

    with pytest.raises(DomainError) as refusal:
        record_consent("desk", child, "pd", method=PAPER)
    record_consent("desk", child, "pd", method=PAPER, signed_by=mother)

    assert refusal.value.code == "guardian_needed"
    assert Consent.objects.get(card__person=child).evidence == {"signed_by": str(mother.pk)}


def test_a_program_cannot_give_back_what_was_withdrawn_here_later() -> None:
    person = make_person()
    card, now = card_of(person).pk, clock.now()
    record_consent("desk", person, "ads", method=PAPER)
    withdraw_consent("desk", person, "ads", method="phone")

    old = record_bulk([Act(card, "ads", "given", now - dt.timedelta(days=30))])
    new = record_bulk([Act(card, "ads", "given", clock.now() + dt.timedelta(seconds=1))])

    assert (old, new) == (set(), {person.pk})


def test_a_program_withdraws_on_every_card_and_repeats_nothing() -> None:
    person = make_person()
    other = make_card(person)
    record_consent("desk", person, "ads", method=PAPER)
    act = Act(card_of(person).pk, "ads", "withdrawn", clock.now())

    assert record_bulk([act]) == {person.pk}
    assert record_bulk([act]) == set()

    refresh_people([person.pk])
    person.refresh_from_db()
    assert (person.consent_ads, person.opted_out) == (False, True)
    assert Consent.objects.filter(card=other, status="withdrawn").count() == 1


def test_the_ledger_cannot_be_rewritten() -> None:
    from django.db import DatabaseError, transaction

    person = make_person()
    record_consent("desk", person, "ads", method=PAPER)

    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.filter(card__person=person).update(status="given")
    assert Card.objects.filter(person=person).count() == 1
