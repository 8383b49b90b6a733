"""The daily run: who has an occasion, once, and where everybody else is."""

import datetime as dt

import pytest

from aftercare.models import CampaignRun, Control, Enrolment, Message, Suppression
from orders.models import Certificate
from tests.aftercare import small_world as world
from tests.aftercare.small_world import DAY, figures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standard_campaigns() -> None:
    world.campaigns()


def test_a_pair_is_due_from_a_month_before_its_service_ends_until_the_day_before() -> None:
    owner = world.person()
    row = world.glasses(owner, dt.date(2024, 12, 20))
    occasion = f"purchase:{row.guid}:service_end"
    assert not figures(world.run(dt.date(2026, 11, 19), dry_run=True), "service_ending")
    assert figures(world.run(dt.date(2026, 12, 20), dry_run=True), "service_ending") == {}
    assert figures(world.run(dt.date(2026, 12, 19), dry_run=True), "service_ending") == {"eligible": 1, "messages": 1}
    assert figures(world.run(dt.date(2026, 11, 20)), "service_ending") == {"eligible": 1, "messages": 1}
    message = Message.objects.get()
    assert (message.occasion, message.occasions, message.person) == (occasion, [occasion], owner)
    assert (message.traffic_class, message.state, message.params["до"]) == ("advertising", "queued", "19.12.26")


@pytest.mark.parametrize(
    ("handed_over", "due"),
    [("2025-11-20", True), ("2025-11-21", False), ("2025-10-21", True), ("2025-10-20", False)],
)
def test_the_annual_check_looks_at_twelve_to_thirteen_calendar_months(handed_over: str, due: bool) -> None:
    world.glasses(world.person(), dt.date.fromisoformat(handed_over))
    assert bool(figures(world.run(), "annual_check")) is due


def test_only_the_last_medical_glasses_count_and_a_returned_pair_does_not() -> None:
    twice, returned = world.person("Пётр"), world.person("Вера")
    world.glasses(twice, dt.date(2025, 11, 10))
    world.glasses(twice, dt.date(2026, 5, 5))
    world.glasses(returned, dt.date(2025, 11, 10), returned_on=dt.date(2025, 11, 15))
    world.glasses(returned, dt.date(2022, 11, 10))
    report = world.run()
    assert not figures(report, "annual_check")
    assert figures(report, "full_check") == {"eligible": 1, "messages": 1}
    assert Message.objects.get().person == returned


def test_a_return_that_came_later_leaves_the_past_as_it_was() -> None:
    world.glasses(world.person(), dt.date(2025, 11, 10), returned_on=dt.date(2026, 11, 25))
    assert figures(world.run(dry_run=True), "annual_check") == {"eligible": 1, "messages": 1}
    assert not figures(world.run(dt.date(2026, 11, 25), dry_run=True), "annual_check")


def test_an_exam_is_due_after_thirty_days_when_something_was_advised_and_nothing_bought() -> None:
    due, bought, unsold, early = (world.person(name) for name in ("Анна", "Борис", "Вера", "Глеб"))
    row = world.exam(due, DAY - dt.timedelta(days=30))
    world.exam(bought, DAY - dt.timedelta(days=40))
    world.purchase(bought, DAY - dt.timedelta(days=40))
    world.exam(unsold, DAY - dt.timedelta(days=40), sellable=False)
    world.exam(early, DAY - dt.timedelta(days=29))
    world.exam(world.person("Дарья"), DAY - dt.timedelta(days=60))
    assert figures(world.run(), "exam_no_purchase") == {"eligible": 1, "messages": 1}
    assert Message.objects.get().occasion == f"exam:{row.guid}:no_purchase"


def test_a_birthday_of_29_february_is_greeted_on_the_28th_in_common_years_only() -> None:
    leap = world.person(birth_date=dt.date(1984, 2, 29))
    assert figures(world.run(dt.date(2027, 2, 28), dry_run=True), "birthday") == {"eligible": 1, "messages": 1}
    assert not figures(world.run(dt.date(2028, 2, 28), dry_run=True), "birthday")
    assert figures(world.run(dt.date(2028, 2, 29)), "birthday") == {"eligible": 1, "messages": 1}
    assert Message.objects.get().occasion == f"birthday:2028:{leap.cards.get().guid}"


def test_a_greeting_is_service_and_needs_no_consent_to_advertising() -> None:
    world.person(birth_date=dt.date(1990, 11, 20), consent_ads=False)
    world.person("Пётр", birth_date=dt.date(1990, 11, 20), consent_ads=False, opted_out=True)
    expected = {"eligible": 2, "messages": 1, "suppressed": {"opted_out": 1}}
    assert figures(world.run(), "birthday") == expected
    assert Message.objects.get().traffic_class == "service"


def test_full_check_issues_a_certificate_once_and_names_it_in_the_text() -> None:
    owner = world.person()
    row = world.glasses(owner, dt.date(2022, 1, 10))
    world.run()
    world.run(DAY + dt.timedelta(days=1))
    certificate = Certificate.objects.get()
    assert (certificate.card, certificate.value) == (owner.cards.get(), 1500)
    assert (certificate.occasion, certificate.campaign_key) == (f"purchase:{row.guid}:full_check", "full_check")
    assert (certificate.issued_on, certificate.valid_until) == (DAY, dt.date(2027, 1, 19))
    code = Message.objects.get().params["сертификат"]
    assert code.replace("-", "") == certificate.code


def test_a_second_run_of_a_day_adds_nothing_and_says_who_was_served() -> None:
    for name in ("Анна", "Борис"):
        world.glasses(world.person(name), dt.date(2025, 11, 1))
    world.glasses(world.person("Вера", consent_ads=False), dt.date(2025, 11, 1))
    world.run()
    before = [list(model.objects.values()) for model in (Message, Enrolment, Suppression, Control, CampaignRun)]
    again = figures(world.run(), "annual_check")
    assert again == {"eligible": 3, "suppressed": {"already_served": 2, "no_consent": 1}}
    assert before == [list(model.objects.values()) for model in (Message, Enrolment, Suppression, Control, CampaignRun)]


def test_what_comes_to_light_after_a_run_is_served_by_the_next_run_of_the_day() -> None:
    late = world.person("Вера", consent_ads=False)
    world.glasses(world.person(), dt.date(2025, 11, 1))
    world.glasses(late, dt.date(2025, 11, 1))
    world.run()
    late.consent_ads = True
    late.save()
    assert figures(world.run(), "annual_check") == {"eligible": 2, "messages": 1, "suppressed": {"already_served": 1}}
    stored = CampaignRun.objects.get(campaign__key="annual_check")
    assert (stored.eligible, stored.messages, stored.suppressed) == (2, 2, {})
    assert not Suppression.objects.exists()


def test_a_dry_run_tells_the_same_figures_and_writes_nothing() -> None:
    world.glasses(world.person(), dt.date(2025, 11, 1))
    world.glasses(world.person("Пётр", main_phone=None), dt.date(2022, 11, 1))
    dry = world.run(dry_run=True).as_json()
    assert not any(
        model.objects.exists() for model in (Message, Enrolment, Suppression, Control, CampaignRun, Certificate)
    )
    assert {**dry, "dry_run": False} == world.run().as_json()


def test_a_stopped_campaign_plans_nothing() -> None:
    world.glasses(world.person(), dt.date(2025, 11, 1))
    world.only("birthday")
    assert [one.key for one in world.run().campaigns] == ["birthday"]
    assert not Message.objects.exists()


def test_a_merged_person_is_served_once_by_the_survivor() -> None:
    survivor, absorbed = world.person(), world.person("Аня")
    row = world.glasses(absorbed, dt.date(2025, 11, 1))
    absorbed.cards.update(person=survivor)
    absorbed.merged_into = survivor
    absorbed.save()
    world.run()
    assert (Message.objects.get().person, Message.objects.get().occasion) == (
        survivor,
        f"purchase:{row.guid}:annual_check",
    )


def test_a_rule_of_its_own_narrows_a_campaign_to_its_people() -> None:
    young, old = world.person("Анна", birth_date=dt.date(2000, 1, 1)), world.person(birth_date=dt.date(1950, 1, 1))
    for owner in (young, old):
        world.glasses(owner, dt.date(2025, 11, 1))
    rule = {"combinator": "and", "rules": [{"field": "age", "op": ">=", "value": 60}, {"bucket": [0, 100]}]}
    world.campaigns(audience=rule)
    assert figures(world.run(), "annual_check") == {"eligible": 1, "messages": 1}
    assert Message.objects.get().person == old
