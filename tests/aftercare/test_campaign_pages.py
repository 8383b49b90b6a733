"""The campaign pages by the door people use."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from aftercare.models import Campaign, Message
from tests.aftercare import small_world as world
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    world.campaigns()
    return Campaign.objects.get(key="service_ending")


def logged_in(role: str) -> Client:
    client = Client()
    client.force_login(make_employee(role, username=role))
    return client


def form_of(campaign: Campaign, **changes: object) -> dict[str, object]:
    """What the edit form sends when only `changes` were typed."""
    version = campaign.versions.get(status="approved")
    variant = version.steps.get().variants.get()
    return {
        "priority": version.priority,
        "holdout_percent": version.holdout_percent,
        "cap_messages": version.cap_messages,
        "cap_days": version.cap_days,
        "expires_after_days": version.expires_after_days,
        "window_before_months": 1,
        "text_A": variant.text,
        "joined_A": variant.joined_text,
        **changes,
    }


def test_the_list_and_the_page_of_a_campaign_tell_what_it_does(campaign: Campaign) -> None:
    client = logged_in("marketer")
    listed = client.get("/campaigns/")
    assert campaign.name in listed.content.decode()
    page = client.get(f"/campaigns/{campaign.pk}/")
    assert page.status_code == 200
    assert "бесплатно обслужим ваши очки" in page.content.decode()


def test_editing_through_approval_by_a_second_person_changes_what_is_sent(campaign: Campaign) -> None:
    marketer, approver = logged_in("marketer"), logged_in("approver")
    answer = marketer.post(f"/campaigns/{campaign.pk}/edit/", form_of(campaign, holdout_percent="7.5", submit="1"))
    assert answer.status_code == 302
    assert marketer.post(f"/campaigns/{campaign.pk}/approve/").status_code == 403
    assert campaign.versions.get(status="approved").number == 1
    shown = approver.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert f"/campaigns/{campaign.pk}/approve/" in shown
    assert approver.post(f"/campaigns/{campaign.pk}/approve/").status_code == 302
    current = campaign.versions.get(status="approved")
    assert (current.number, current.holdout_percent) == (2, Decimal("7.5"))


def test_a_faulty_text_is_saved_as_a_draft_but_not_submitted(campaign: Campaign) -> None:
    client = logged_in("marketer")
    faulty = form_of(campaign, text_A="Скидка всем! {отписка}")
    assert client.post(f"/campaigns/{campaign.pk}/edit/", {**faulty, "submit": "1"}).status_code == 422
    assert not campaign.versions.filter(status__in=["draft", "submitted"]).exists()
    assert client.post(f"/campaigns/{campaign.pk}/edit/", {**faulty, "save": "1"}).status_code == 302
    assert campaign.versions.get(status="draft").number == 2


def test_a_bad_number_is_named_beside_its_field_and_nothing_is_saved(campaign: Campaign) -> None:
    answer = logged_in("marketer").post(f"/campaigns/{campaign.pk}/edit/", form_of(campaign, holdout_percent="70"))
    assert answer.status_code == 422
    assert 'id="id_holdout_percent-error"' in answer.content.decode()
    assert campaign.versions.count() == 1


def test_the_preview_renders_the_text_as_it_is_being_typed(campaign: Campaign) -> None:
    answer = logged_in("marketer").post(
        f"/campaigns/{campaign.pk}/preview/A/", {"text_A": "{имя|Здравствуйте}! Скидка", "joined_A": ""}
    )
    words = answer.content.decode()
    assert "Мария Ивановна! Скидка" in words
    assert "Здравствуйте! Скидка" in words
    assert len(re.findall("finding-error", words)) == 2


def test_a_dry_run_shows_who_and_why_masked_and_writes_nothing(campaign: Campaign) -> None:
    owner = world.person("Анна")
    world.glasses(owner, world.dt.date(2024, 12, 10))
    answer = logged_in("marketer").get(f"/campaigns/{campaign.pk}/dry-run/?day=2026-11-25")
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "Анна К." in words
    assert "Котова" not in words
    assert owner.main_phone is not None
    assert owner.main_phone.number[-4:] not in words
    assert not Message.objects.exists()
    assert logged_in("director").get(f"/campaigns/{campaign.pk}/dry-run/?day=x").status_code == 400


def test_the_stop_button_stops_and_only_those_entitled_may_press_it(campaign: Campaign) -> None:
    assert logged_in("operator").post(f"/campaigns/{campaign.pk}/stop/").status_code == 403
    assert logged_in("privacy").post(f"/campaigns/{campaign.pk}/stop/").status_code == 302
    campaign.refresh_from_db()
    assert campaign.status == "stopped"
    assert logged_in("approver").post(f"/campaigns/{campaign.pk}/resume/").status_code == 302
    campaign.refresh_from_db()
    assert campaign.status == "active"


def test_an_administrator_finds_the_stop_button(campaign: Campaign) -> None:
    admin = logged_in("admin")
    assert 'href="/campaigns/"' in admin.get("/campaigns/").content.decode()
    page = admin.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert f"/campaigns/{campaign.pk}/stop/" in page and "/edit/" not in page
    assert admin.post(f"/campaigns/{campaign.pk}/stop/").status_code == 302
    campaign.refresh_from_db()
    assert campaign.status == "stopped"


def test_the_list_goes_out_as_a_file(campaign: Campaign) -> None:
    marketer = logged_in("marketer")
    assert "?export=xlsx" in marketer.get("/campaigns/").content.decode()
    text = b"".join(marketer.get("/campaigns/?export=csv").streaming_content).decode()
    assert campaign.name in text and len(text.strip().splitlines()) == 1 + Campaign.objects.count()
    assert b"".join(marketer.get("/campaigns/?export=xlsx").streaming_content)[:2] == b"PK"
    assert logged_in("operator").get("/campaigns/?export=csv").status_code == 403


def test_the_list_costs_the_same_questions_however_many_campaigns(
    campaign: Campaign, django_assert_max_num_queries: object
) -> None:
    client = logged_in("marketer")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        client.get("/campaigns/")
