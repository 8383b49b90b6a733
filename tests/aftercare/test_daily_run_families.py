"""Arbitration, shared phones, caps, hold-out, minors and hours: who gives way to whom, and who is not disturbed."""

import datetime as dt
from collections import Counter

import pytest

from aftercare.models import ArmAssignment, Campaign, CampaignRun, Control, Enrolment, Message, Suppression
from aftercare.templates_grammar import render
from customers.models import Relationship
from tests.aftercare import small_world as world
from tests.aftercare.small_world import DAY, figures

pytestmark = pytest.mark.django_db
YEAR_AGO = dt.date(2025, 11, 1)
ENDING = dt.date(2024, 11, 25)


@pytest.fixture(autouse=True)
def standard_campaigns() -> None:
    world.campaigns()


def reasons() -> dict[str, int]:
    return dict(Counter(Suppression.objects.values_list("reason", flat=True)))


def test_a_phone_gets_one_message_that_carries_every_occasion_the_most_important_first() -> None:
    shared = world.phone()
    mother, son = world.person(main_phone=shared), world.person("Пётр", main_phone=shared)
    pair, last = world.glasses(mother, ENDING), world.glasses(son, YEAR_AGO)
    report = world.run()
    message = Message.objects.get()
    assert message.occasions == [f"purchase:{pair.guid}:service_end", f"purchase:{last.guid}:annual_check"]
    assert figures(report, "annual_check") == {"eligible": 1, "suppressed": {"joined": 1}}
    assert Suppression.objects.get().detail == "service_ending"
    assert Enrolment.objects.count() == 2


def test_the_text_for_a_shared_phone_names_nobody_and_tells_every_reason() -> None:
    shared = world.phone()
    world.glasses(world.person(main_phone=shared), ENDING)
    world.glasses(world.person("Пётр", main_phone=shared), YEAR_AGO)
    world.run()
    message = Message.objects.get()
    text = render(message.variant.text, message.params)
    assert text.startswith("Здравствуйте! До 24.11.26 бесплатно обслужим ваши очки")
    assert "Ждём и на бесплатную диагностику." in text
    assert "Анна" not in text
    assert "Пётр" not in text


def test_a_service_greeting_does_not_carry_advertising_but_rides_in_it() -> None:
    world.glasses(world.person(birth_date=dt.date(1980, 11, 20)), YEAR_AGO)
    report = world.run()
    assert figures(report, "birthday") == {"eligible": 1, "suppressed": {"joined": 1}}
    Campaign.objects.get(key="annual_check").versions.update(priority=60)
    other = world.person("Вера", birth_date=dt.date(1980, 11, 20))
    world.glasses(other, YEAR_AGO)
    report = world.run()
    assert Message.objects.get(person=other).traffic_class == "service"
    assert Suppression.objects.get(person=other).reason == "lost_arbitration"


def test_a_second_card_of_the_same_person_is_a_duplicate() -> None:
    shared = world.phone()
    for _card in range(2):
        world.person(main_phone=shared, birth_date=dt.date(1980, 11, 20))
    assert figures(world.run(), "birthday") == {"eligible": 2, "messages": 1, "suppressed": {"duplicate": 1}}


def test_advertising_comes_once_in_fourteen_days_to_a_person_and_to_a_phone() -> None:
    shared = world.phone()
    owner, other = world.person(main_phone=shared), world.person("Пётр", main_phone=shared)
    world.glasses(owner, YEAR_AGO)
    world.run()
    world.exam(owner, DAY - dt.timedelta(days=35))
    world.exam(other, DAY - dt.timedelta(days=35))
    capped = figures(world.run(DAY + dt.timedelta(days=13)), "exam_no_purchase")
    assert capped == {"eligible": 2, "suppressed": {"cap_household": 1, "cap_person": 1}}
    freed = figures(world.run(DAY + dt.timedelta(days=14)), "exam_no_purchase")
    assert freed == {"eligible": 2, "messages": 1, "suppressed": {"joined": 1}}


def test_a_message_that_never_left_does_not_count_for_the_cap() -> None:
    owner = world.person()
    world.glasses(owner, YEAR_AGO)
    world.run()
    Message.objects.update(state="cancelled", reason="bought_already")
    world.exam(owner, DAY - dt.timedelta(days=35))
    assert figures(world.run(DAY + dt.timedelta(days=1)), "exam_no_purchase") == {"eligible": 1, "messages": 1}


def test_a_greeting_is_not_held_back_by_a_cap() -> None:
    owner = world.person(birth_date=dt.date(1980, 11, 22))
    world.glasses(owner, YEAR_AGO)
    world.run()
    assert figures(world.run(dt.date(2026, 11, 22)), "birthday") == {"eligible": 1, "messages": 1}


def test_the_hold_out_is_a_family_fixed_for_good_and_about_its_share() -> None:
    world.campaigns(holdout=10)
    for index in range(150):
        mother, father = world.person(), world.person("Иван")
        world.family(mother, father)
        world.glasses(mother, YEAR_AGO)
        if index % 3 == 0:
            world.glasses(father, YEAR_AGO)
    before = figures(world.run(), "annual_check")
    arms = dict(ArmAssignment.objects.values_list("person", "arm"))
    houses = Counter(ArmAssignment.objects.values_list("household", "arm").distinct().values_list("household"))
    assert set(houses.values()) == {1}
    assert 5 <= before["control"] <= 40
    assert before["eligible"] == before["messages"] + before["control"] == 200
    assert Control.objects.count() == before["control"]
    Campaign.objects.get(key="annual_check").versions.update(holdout_percent=50)
    again = figures(world.run(DAY + dt.timedelta(days=1)), "annual_check")
    assert again == {
        "eligible": 200,
        "control": before["control"],
        "suppressed": {"already_served": before["messages"]},
    }
    assert arms == dict(ArmAssignment.objects.values_list("person", "arm"))


def test_a_hold_out_family_gets_what_it_would_get_without_the_campaign() -> None:
    Campaign.objects.get(key="service_ending").versions.update(holdout_percent=50)
    for _n in range(30):
        owner = world.person()
        world.glasses(owner, ENDING)
        world.exam(owner, DAY - dt.timedelta(days=35))
    Campaign.objects.get(key="exam_no_purchase").versions.update(priority=25)
    report = world.run()
    ending, exams = figures(report, "service_ending"), figures(report, "exam_no_purchase")
    assert ending["messages"] + ending["control"] == 30
    assert ending["control"] > 0
    assert exams == {"eligible": 30, "messages": ending["control"], "suppressed": {"joined": ending["messages"]}}


def test_a_minor_is_reached_by_the_guardian_without_a_name() -> None:
    mother = world.person()
    child = world.person("Маша", birth_date=dt.date(2018, 1, 5), consent_ads=False)
    Relationship.objects.create(person=child, relative=mother, kind="parent")
    world.glasses(child, YEAR_AGO)
    assert figures(world.run(), "annual_check") == {"eligible": 1, "messages": 1}
    message = Message.objects.get()
    assert (message.person, message.about, message.phone) == (mother, child, mother.main_phone)
    assert "имя" not in message.params


def test_the_guardian_of_a_household_serves_and_must_have_agreed() -> None:
    father = world.person("Иван", consent_ads=False)
    child = world.person("Маша", birth_date=dt.date(2018, 1, 5), main_phone=None)
    alone = world.person("Юра", birth_date=dt.date(2018, 1, 5))
    world.family(father, child, roles=("head", "child"))
    world.glasses(child, YEAR_AGO)
    world.glasses(alone, YEAR_AGO)
    world.run()
    assert reasons() == {"no_consent": 1, "minor_without_guardian": 1}


def test_eighteen_today_is_an_adult() -> None:
    world.glasses(world.person(birth_date=dt.date(2008, 11, 20)), YEAR_AGO)
    assert figures(world.run(), "annual_check")["messages"] == 1


def test_each_obstacle_has_its_own_reason() -> None:
    obstacles = {
        "deceased": world.person(deceased_on=DAY),
        "no_contact": world.person(main_phone=None),
        "not_mobile": world.person(main_phone=world.phone(is_mobile=False)),
        "opted_out": world.person(opted_out=True),
        "no_consent": world.person(consent_ads=False),
    }
    refused = world.person(main_phone=world.phone(refused_at=world.MORNING))
    for owner in (*obstacles.values(), refused):
        world.glasses(owner, YEAR_AGO)
    report = figures(world.run(), "annual_check")
    assert report == {"eligible": 6, "suppressed": {**dict.fromkeys(sorted(obstacles), 1), "opted_out": 2}}


def test_new_glasses_meet_the_purpose_of_the_ending_service() -> None:
    owner = world.person()
    world.glasses(owner, ENDING)
    world.glasses(owner, dt.date(2026, 11, 1))
    assert figures(world.run(), "service_ending") == {"eligible": 1, "suppressed": {"bought_already": 1}}


def test_a_value_that_the_text_needs_and_lacks_is_a_reason() -> None:
    variant = Campaign.objects.get(key="birthday").versions.get().steps.get().variants.get()
    variant.text = "С днём рождения! {салон}"
    variant.save()
    world.person(birth_date=dt.date(1980, 11, 20), home_salon=None)
    assert figures(world.run(), "birthday") == {"eligible": 1, "suppressed": {"missing_data": 1}}


@pytest.mark.parametrize(
    ("zone", "planned", "goes"),
    [
        ("Europe/Moscow", "2026-11-20T06:00+03:00", "2026-11-20T10:00+03:00"),
        ("Europe/Moscow", "2026-11-20T12:34+03:00", "2026-11-20T12:34+03:00"),
        ("Asia/Yekaterinburg", "2026-11-20T06:00+03:00", "2026-11-20T08:00+03:00"),
        ("Asia/Yekaterinburg", "2026-11-20T18:30+03:00", "2026-11-21T10:00+05:00"),
        ("Europe/Kaliningrad", "2026-11-20T10:30+03:00", "2026-11-20T10:00+02:00"),
        ("Asia/Kamchatka", "2026-11-20T06:00+03:00", "2026-11-20T15:00+12:00"),
        ("no/such/zone", "2026-11-20T12:00+03:00", "2026-11-21T10:00+03:00"),
    ],
)
def test_a_message_goes_at_the_next_permitted_minute_of_the_recipients_zone(zone: str, planned: str, goes: str) -> None:
    world.glasses(world.person(timezone=zone), YEAR_AGO)
    world.run(at=dt.datetime.fromisoformat(planned))
    message = Message.objects.get()
    assert message.not_before == dt.datetime.fromisoformat(goes)
    assert message.expires_at > message.not_before


def test_the_zone_is_the_customers_else_the_salons_else_the_phones() -> None:
    east = world.salon("Asia/Vladivostok")
    for owner in (
        world.person(timezone="Asia/Omsk", home_salon=east),
        world.person(home_salon=east, main_phone=world.phone(region_timezone="Asia/Omsk")),
        world.person(home_salon=None, main_phone=world.phone(region_timezone="Asia/Omsk")),
    ):
        world.glasses(owner, YEAR_AGO)
    world.run(at=dt.datetime.fromisoformat("2026-11-20T00:30+03:00"))
    goes = [message.not_before.astimezone(dt.UTC).hour for message in Message.objects.all()]
    assert sorted(goes) == [0, 4, 4]


def test_a_greeting_that_finds_no_permitted_hour_on_its_day_is_not_sent_late() -> None:
    world.person(birth_date=dt.date(1980, 11, 20))
    evening = dt.datetime.fromisoformat("2026-11-20T20:30+03:00")
    assert figures(world.run(at=evening), "birthday") == {"eligible": 1, "suppressed": {"quiet_expired": 1}}


def test_a_future_day_waits_for_its_morning() -> None:
    world.person(birth_date=dt.date(1980, 11, 25))
    world.run(dt.date(2026, 11, 25), at=world.MORNING)
    assert Message.objects.get().not_before == dt.datetime.fromisoformat("2026-11-25T10:00+03:00")


def test_the_stored_figures_of_every_run_add_up() -> None:
    world.campaigns(holdout=10)
    shared = world.phone()
    for index in range(40):
        owner = world.person(
            f"Имя{index}", consent_ads=index % 4 > 0, main_phone=shared if index % 5 == 0 else world.phone()
        )
        world.glasses(owner, dt.date(2022 + index % 5, 11, 1) if index % 5 < 4 else ENDING)
    for day in range(3):
        world.run(DAY + dt.timedelta(days=day))
    for run in CampaignRun.objects.all():
        assert run.eligible == run.messages + run.tasks + run.control + sum(run.suppressed.values())
        assert run.messages == Message.objects.filter(run=run).count()
        silent = sum(count for reason, count in run.suppressed.items() if reason != "already_served")
        assert silent == Suppression.objects.filter(run=run).count()


def test_an_occasion_that_rode_in_a_cancelled_message_is_taken_up_again() -> None:
    shared = world.phone()
    world.glasses(world.person(main_phone=shared), ENDING)
    world.glasses(world.person("Пётр", main_phone=shared), YEAR_AGO)
    world.run()
    Message.objects.update(state="cancelled", reason="bought_already")
    again = world.run(DAY + dt.timedelta(days=1))
    assert figures(again, "annual_check") == {"eligible": 1, "messages": 1}
    assert figures(again, "service_ending") == {"eligible": 1, "suppressed": {"already_served": 1}}
    assert figures(world.run(DAY + dt.timedelta(days=2)), "annual_check")["suppressed"] == {"already_served": 1}


def test_somebody_with_an_open_complaint_is_left_alone() -> None:
    from contactcenter.models import Ticket

    owner = world.person()
    world.glasses(owner, YEAR_AGO)
    ticket = Ticket.objects.create(
        card=owner.cards.get(),
        salon=world.salon(),
        number="1",
        kind="complaint",
        opened_at=world.MORNING,
        opened_on=DAY,
        stage_at=world.MORNING,
    )
    assert figures(world.run(dry_run=True), "annual_check") == {"eligible": 1, "suppressed": {"complaint_open": 1}}
    ticket.closed_at, ticket.stage = world.MORNING, "closed"
    ticket.save()
    assert figures(world.run(), "annual_check") == {"eligible": 1, "messages": 1}
