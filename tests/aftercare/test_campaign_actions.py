"""Campaigns are written by one person and approved by another; every step is refused where it does not belong."""

from dataclasses import replace
from decimal import Decimal

import pytest

from aftercare.campaigns import actions
from aftercare.campaigns.actions import Draft
from aftercare.campaigns.standard import ensure_standard_campaigns
from aftercare.models import Campaign, CampaignVersion
from optics_crm.core.errors import Conflict, DomainError, NotAllowed
from optics_crm.core.models import AuditEntry, Employee
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    ensure_standard_campaigns()
    return Campaign.objects.get(key="annual_check")


@pytest.fixture
def marketer() -> Employee:
    return make_employee("marketer")


@pytest.fixture
def approver() -> Employee:
    return make_employee("approver")


def draft_of(version: CampaignVersion) -> Draft:
    """A draft that changes nothing."""
    variant = version.steps.get().variants.get()
    return Draft(
        window=version.window,
        holdout_percent=version.holdout_percent,
        cap_days=version.cap_days,
        cap_messages=version.cap_messages,
        expires_after_days=version.expires_after_days,
        priority=version.priority,
        texts={"A": (variant.text, variant.joined_text)},
    )


def submitted(marketer: Employee, campaign: Campaign, **changes: object) -> CampaignVersion:
    version = actions.open_draft(marketer, campaign)
    actions.save_draft(marketer, version, replace(draft_of(version), **changes))  # type: ignore[arg-type]
    return actions.submit(marketer, version)


def test_the_standard_campaigns_are_active_with_an_approved_version_and_made_once() -> None:
    ensure_standard_campaigns()
    ensure_standard_campaigns()
    rows = Campaign.objects.filter(status="active", versions__status="approved", versions__number=1)
    assert sorted(rows.values_list("key", flat=True)) == [
        "annual_check", "birthday", "exam_no_purchase", "full_check", "service_ending",
    ]  # fmt: skip
    holdouts = dict(Campaign.objects.values_list("key", "versions__holdout_percent"))
    assert (holdouts["service_ending"], holdouts["annual_check"]) == (Decimal(5), Decimal(10))


def test_a_draft_is_a_copy_that_sends_nothing_until_a_second_person_approves(
    campaign: Campaign, marketer: Employee, approver: Employee
) -> None:
    version = submitted(marketer, campaign, holdout_percent=Decimal(15), window={"from_months": 11, "to_months": 13})
    assert campaign.versions.get(status="approved").number == 1
    actions.approve(approver, version)
    current = campaign.versions.get(status="approved")
    assert (current.number, current.holdout_percent, current.window["from_months"]) == (2, Decimal(15), 11)
    assert (current.author, current.approver) == (marketer, approver)
    assert campaign.versions.get(number=1).status == "retired"
    verbs = list(AuditEntry.objects.filter(object_id=campaign.pk).order_by("id").values_list("verb", flat=True))
    assert verbs[-4:] == [f"aftercare.campaign.{done}" for done in ("drafted", "edited", "submitted", "approved")]


def test_the_author_cannot_approve_the_own_version(campaign: Campaign, marketer: Employee) -> None:
    version = submitted(marketer, campaign)
    with pytest.raises(NotAllowed):
        actions.approve(marketer, version)
    assert campaign.versions.get(status="approved").number == 1


def test_a_text_without_the_warning_cannot_be_submitted(campaign: Campaign, marketer: Employee) -> None:
    version = actions.open_draft(marketer, campaign)
    actions.save_draft(marketer, version, replace(draft_of(version), texts={"A": ("Ждём вас! {отписка}", "")}))
    with pytest.raises(DomainError) as refusal:
        actions.submit(marketer, version)
    assert refusal.value.code == "no_medical_warning"
    version.refresh_from_db()
    assert version.status == "draft"


def test_a_window_that_ends_before_it_begins_is_refused(campaign: Campaign, marketer: Employee) -> None:
    version = actions.open_draft(marketer, campaign)
    with pytest.raises(DomainError) as refusal:
        actions.save_draft(marketer, version, replace(draft_of(version), window={"from_months": 13, "to_months": 12}))
    assert refusal.value.code == "bad_window"


def test_sent_back_with_a_reason_it_is_a_draft_again(
    campaign: Campaign, marketer: Employee, approver: Employee
) -> None:
    version = submitted(marketer, campaign)
    with pytest.raises(DomainError):
        actions.send_back(approver, version, "  ")
    actions.send_back(approver, version, "Короче")
    version.refresh_from_db()
    assert (version.status, version.review_note) == ("draft", "Короче")
    assert actions.open_draft(marketer, campaign) == version


def test_a_submitted_version_cannot_be_edited_or_approved_twice(
    campaign: Campaign, marketer: Employee, approver: Employee
) -> None:
    version = submitted(marketer, campaign)
    with pytest.raises(Conflict):
        actions.save_draft(marketer, version, draft_of(version))
    actions.approve(approver, version)
    with pytest.raises(Conflict):
        actions.approve(approver, version)


def test_stopping_twice_says_so_and_resuming_brings_it_back(campaign: Campaign, approver: Employee) -> None:
    assert actions.stop(approver, campaign).stopped_at is not None
    with pytest.raises(Conflict):
        actions.stop(approver, campaign)
    assert actions.resume(approver, campaign).status == "active"
