"""Two dossiers turn out to be one person: one cap, one arm, one greeting, the child's guardian still hears."""

import datetime as dt
from typing import Any

import pytest

from aftercare.models import ArmAssignment, Enrolment, Message, Suppression
from customers.consents import record_consent, withdraw_consent
from customers.dossier_build import dossier_of
from customers.families import relate
from customers.golden import refresh_people
from customers.identity.merging import merge_people, unmerge
from customers.models import Person
from optics_crm.core import clock
from tests.aftercare import small_world as world
from tests.aftercare.small_world import DAY, MORNING
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db
YEAR_AGO = dt.date(2025, 11, 1)
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def standard_campaigns() -> None:
    clock.freeze(MORNING)
    world.campaigns()


def person(name: str = "Анна", **fields: Any) -> Person:
    """As `world.person`, with all of it on the card, so that it outlives a merge."""
    found = world.person(name, **fields)
    found.cards.update(
        last_name="Котова",
        first_name=name,
        birth_date=found.birth_date,
        home_salon=found.home_salon,
        created_at=LONG_AGO,
    )
    grown = found.birth_date is None or found.birth_date < dt.date(2000, 1, 1)
    for purpose in ("pd", "ads") if grown else ():
        record_consent("desk", found, purpose, method="desk_paper", at=LONG_AGO)
    refresh_people([found.pk])
    found.refresh_from_db()
    return found


def waiting() -> list[str]:
    return sorted(Message.objects.filter(state="queued").values_list("occasion", flat=True))


def test_what_waits_for_both_goes_once_and_the_other_is_told_why() -> None:
    world.only("annual_check")
    one, other = person(), person()
    for buyer in (one, other):
        world.glasses(buyer, YEAR_AGO)
    world.run()
    assert len(waiting()) == 2

    merge_people("scan", one, other)

    assert len(waiting()) == 1
    taken_back = Message.objects.get(state="cancelled")
    assert taken_back.reason == "cap_person"
    assert Enrolment.objects.get(occasion=taken_back.occasion).exit_reason == "cap_person"


def test_a_person_is_greeted_once_whichever_card_names_the_occasion() -> None:
    world.only("birthday")
    one, other = (person(birth_date=dt.date(1980, 11, 20)) for _n in range(2))
    other.cards.update(created_at=LONG_AGO - dt.timedelta(days=9))  # the oldest card after the merge is the other's
    refresh_people([other.pk])
    world.run()
    assert len(waiting()) == 2

    merge_people("scan", one, other)
    world.run()

    assert len(waiting()) == 1
    assert Message.objects.count() == 2


def test_who_was_greeted_before_the_merge_is_not_greeted_again_by_another_card() -> None:
    world.only("birthday")
    one = person(birth_date=dt.date(1980, 11, 20))
    world.run()
    other = person(birth_date=dt.date(1980, 11, 20))
    other.cards.update(created_at=LONG_AGO - dt.timedelta(days=9))

    merge_people("scan", one, other)
    world.run()

    assert Message.objects.count() == 1


def test_advertising_to_the_merged_one_counts_to_the_survivors_cap() -> None:
    world.only("annual_check")
    one, other = person(), person()
    world.glasses(other, dt.date(2025, 11, 1))
    world.run(DAY)
    Message.objects.update(state="accepted")
    world.glasses(one, dt.date(2025, 11, 6))
    merge_people("scan", one, other)

    world.run(DAY + dt.timedelta(days=5), at=MORNING + dt.timedelta(days=5))

    assert Message.objects.count() == 1


def test_of_two_arms_the_hold_outs_holds() -> None:
    world.campaigns(holdout=50)
    world.only("annual_check")
    one, other = person(), person()
    world.glasses(one, YEAR_AGO)
    campaign = world.Campaign.objects.get(key="annual_check")
    ArmAssignment.objects.create(campaign=campaign, person=one, arm="treatment")
    ArmAssignment.objects.create(campaign=campaign, person=other, arm="control")
    merge_people("scan", one, other)

    world.run()

    assert not Message.objects.exists()
    assert Enrolment.objects.get().arm == "control"


def test_a_withdrawal_stops_what_was_queued_for_the_merged_one() -> None:
    world.only("annual_check")
    one, other = person(), person()
    world.glasses(other, YEAR_AGO)
    world.run()
    merge_people("scan", one, other)
    assert len(waiting()) == 1

    withdraw_consent("desk", Person.objects.get(pk=one.pk), "ads", method="phone")

    assert waiting() == []


def test_the_guardian_of_either_card_hears_about_the_child() -> None:
    world.only("annual_check")
    mother, twin_mother = person(), person()
    child, twin = (person("Пётр", birth_date=dt.date(2014, 2, 2), main_phone=None) for _n in range(2))
    relate("desk", twin, twin_mother, "parent")
    world.glasses(child, YEAR_AGO)
    merge_people("scan", child, twin)
    merge_people("scan", mother, twin_mother)

    world.run()

    message = Message.objects.get()
    assert (message.person, message.about) == (mother, child)


def test_a_child_without_any_guardian_stays_without_a_message() -> None:
    world.only("annual_check")
    child, twin = (person("Пётр", birth_date=dt.date(2014, 2, 2)) for _n in range(2))
    world.glasses(child, YEAR_AGO)
    merge_people("scan", child, twin)

    world.run()

    assert list(Suppression.objects.values_list("reason", flat=True)) == ["minor_without_guardian"]


def test_no_merge_and_no_undo_brings_a_second_reminder() -> None:
    world.only("annual_check")
    one, other = person(), person()
    world.glasses(one, YEAR_AGO)
    world.run()

    event = merge_people("scan", other, one)
    world.run()
    unmerge("scan", event)
    world.run()

    assert Message.objects.count() == 1


def test_the_survivors_line_shows_what_was_sent_to_the_merged_one() -> None:
    world.only("annual_check")
    one, other = person(), person()
    world.glasses(other, YEAR_AGO)
    world.run()
    merge_people("scan", one, other)
    user = make_employee("supervisor")

    dossier = dossier_of(user, one.pk)

    assert list(Message.objects.filter(person__in=dossier.ids)) == list(Message.objects.all())
