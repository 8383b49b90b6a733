"""Why did I (not) get a message: by command, by panel, for any day."""

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from aftercare.explain import explain
from aftercare.models import Campaign, CampaignRun, Message
from tests.aftercare import small_world as world
from tests.aftercare.small_world import DAY

pytestmark = pytest.mark.django_db
YEAR_AGO = dt.date(2025, 11, 1)


@pytest.fixture(autouse=True)
def standard_campaigns() -> None:
    world.campaigns()


def verdicts(person: object, day: dt.date = DAY) -> dict[str, str]:
    return {one.campaign: one.verdict for one in explain(person, day)}  # type: ignore[arg-type]


def test_before_a_run_it_tells_what_the_run_would_decide_and_after_it_what_it_decided() -> None:
    shared = world.phone()
    mother, son = world.person(main_phone=shared), world.person("Пётр", main_phone=shared)
    world.glasses(mother, dt.date(2024, 11, 25))
    world.glasses(son, YEAR_AGO)
    planned = verdicts(son)
    world.run()
    told = verdicts(son)
    assert planned["annual_check"] == told["annual_check"] == "joined"
    assert verdicts(mother)["service_ending"] == "message"
    assert verdicts(mother, DAY + dt.timedelta(days=1))["service_ending"] == "already_served"
    assert set(told) == set(Campaign.objects.values_list("key", flat=True))
    assert [told[key] for key in ("birthday", "full_check", "exam_no_purchase")] == ["not_eligible"] * 3


def test_a_written_reason_is_told_even_when_it_no_longer_holds() -> None:
    owner = world.person(consent_ads=False)
    world.glasses(owner, YEAR_AGO)
    world.run()
    owner.consent_ads = True
    owner.save()
    assert verdicts(owner)["annual_check"] == "no_consent"
    assert verdicts(owner, DAY + dt.timedelta(days=1))["annual_check"] == "message"


def test_the_command_prints_every_campaign_considered_and_finds_people_by_any_of_their_ids() -> None:
    owner = world.person()
    world.glasses(owner, YEAR_AGO)
    world.run()
    for key in (owner.pk, owner.cards.get().guid):
        out = io.StringIO()
        call_command("aftercare_explain", "--person", str(key), "--date", str(DAY), "--json", stdout=out)
        told = json.loads(out.getvalue())
        assert (told["person"], told["date"], len(told["campaigns"])) == (str(owner.pk), str(DAY), 5)
        annual = next(one for one in told["campaigns"] if one["campaign"] == "annual_check")
        assert (annual["sent"], annual["state"]) == (True, "queued")


def test_the_commands_refuse_what_they_cannot_use_with_exit_code_2() -> None:
    for arguments in (["aftercare_explain", "--person", "nobody"], ["aftercare_run", "--date", "21.11.2026"]):
        with pytest.raises(CommandError) as refusal:
            call_command(*arguments)
        assert refusal.value.returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["aftercare_run", "--date", "2026-11-21"],
        ["aftercare_run", "--date", "0001-01-01", "--dry-run"],
        ["aftercare_run", "--date", "9999-12-31", "--dry-run"],
        ["lifecycle_report", "--as-of", "0001-01-01"],
        ["lifecycle_report", "--as-of", "9999-12-31"],
        ["aftercare_explain", "--person", "nobody", "--date", "0002-01-01"],
    ],
)
def test_days_that_have_not_come_or_never_were_are_refused_in_one_line(arguments: list[str], clock_at: Any) -> None:
    clock_at("2026-11-20T23:59:00+03:00")
    world.glasses(world.person(), YEAR_AGO)
    with pytest.raises(CommandError) as refusal:
        call_command(*arguments)
    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)
    assert not Message.objects.exists() and not CampaignRun.objects.exists()


def test_a_day_to_come_may_be_counted_dry_and_a_past_one_run(clock_at: Any) -> None:
    clock_at("2026-11-21T00:00:00+03:00")
    world.glasses(world.person(), YEAR_AGO)
    call_command("aftercare_run", "--date", "2026-12-24", "--dry-run", stdout=io.StringIO())
    assert not Message.objects.exists()
    call_command("aftercare_run", "--date", str(DAY), stdout=io.StringIO())
    assert Message.objects.count() == 1


def test_the_run_command_prints_the_contracted_figures() -> None:
    world.glasses(world.person(), YEAR_AGO)
    out = io.StringIO()
    call_command("aftercare_run", "--date", str(DAY), "--json", stdout=out)
    told = json.loads(out.getvalue())
    annual = next(one for one in told["campaigns"] if one["campaign"] == "annual_check")
    assert annual == {
        "campaign": "annual_check", "class": "advertising", "eligible": 1, "messages": 1, "tasks": 0, "control": 0,
        "suppressed": {},
    }  # fmt: skip
    assert (told["totals"]["eligible"], told["totals"]["messages"]) == (1, 1)
