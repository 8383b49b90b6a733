"""What people do with campaigns: draft, edit, submit, approve, send back, stop, resume. Each is audited."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.campaigns.linter import check_text
from aftercare.campaigns.preset import preset_of
from aftercare.models import Campaign, CampaignVersion, Step, Variant
from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict, DomainError, NotAllowed
from optics_crm.core.models import Employee


class CampaignError(DomainError):
    """A campaign cannot be changed this way."""


@dataclass(frozen=True)
class Draft:
    """What an editor may change of a version: numbers, the window, and the texts of variants by their code."""

    window: Mapping[str, int]
    holdout_percent: Decimal
    cap_days: int
    cap_messages: int
    expires_after_days: int
    priority: int
    texts: Mapping[str, tuple[str, str]]
    certificate_value: Decimal | None = None
    certificate_days: int | None = None


OPEN = ("draft", "submitted")


@transaction.atomic
def open_draft(actor: Employee, campaign: Campaign) -> CampaignVersion:
    """The open version, or a new draft: a copy of the approved one."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    standing = campaign.versions.filter(status__in=OPEN).first()
    if standing is not None:
        return standing
    latest = campaign.versions.order_by("-number").first()
    base = campaign.versions.filter(status="approved").first() or latest
    if base is None or latest is None:
        raise CampaignError("no_version", _("The campaign has no version to start from."))
    version = _copy(base, latest.number + 1, actor)
    audit.record(actor, "aftercare.campaign.drafted", campaign, version=version.number)
    return version


def _copy(base: CampaignVersion, number: int, author: Employee) -> CampaignVersion:
    kept = {
        field: getattr(base, field)
        for field in (
            "traffic_class", "priority", "window", "audience", "holdout_percent", "cap_days", "cap_messages",
            "expires_after_days", "certificate_value", "certificate_days",
        )
    }  # fmt: skip
    version = CampaignVersion.objects.create(campaign=base.campaign, number=number, author=author, **kept)
    for step in base.steps.all():
        fresh = Step.objects.create(
            version=version, number=step.number, after_days=step.after_days, channel=step.channel
        )
        Variant.objects.bulk_create(
            Variant(step=fresh, code=one.code, weight=one.weight, text=one.text, joined_text=one.joined_text)
            for one in step.variants.all()
        )
    return version


@transaction.atomic
def save_draft(actor: Employee, version: CampaignVersion, draft: Draft) -> CampaignVersion:
    """Stores what was edited; only a draft can be edited, and a submitted one goes back to being a draft first."""
    version = _locked(version, "draft")
    fault = preset_of(version.campaign.preset).checks(draft.window)
    if fault:
        raise CampaignError("bad_window", fault, pointer="/window")
    for name in (
        "window", "holdout_percent", "cap_days", "cap_messages", "expires_after_days", "priority",
        "certificate_value", "certificate_days",
    ):  # fmt: skip
        value = getattr(draft, name)
        setattr(version, name, dict(value) if name == "window" else value)
    version.author = actor
    version.updated_at = clock.now()
    version.save()
    for variant in Variant.objects.filter(step__version=version):
        if variant.code in draft.texts:
            variant.text, variant.joined_text = draft.texts[variant.code]
            variant.save(update_fields=["text", "joined_text"])
    audit.record(actor, "aftercare.campaign.edited", version.campaign, version=version.number)
    return version


@transaction.atomic
def submit(actor: Employee, version: CampaignVersion) -> CampaignVersion:
    """Asks a second person; refused while the linter finds errors."""
    version = _locked(version, "draft")
    _refuse_faulty(version)
    _move(version, "submitted", author=actor, submitted_at=clock.now())
    audit.record(actor, "aftercare.campaign.submitted", version.campaign, version=version.number)
    return version


@transaction.atomic
def recall(actor: Employee, version: CampaignVersion) -> CampaignVersion:
    """Takes a submitted version back, to be edited again."""
    version = _locked(version, "submitted")
    _move(version, "draft", submitted_at=None)
    audit.record(actor, "aftercare.campaign.recalled", version.campaign, version=version.number)
    return version


@transaction.atomic
def approve(actor: Employee, version: CampaignVersion) -> CampaignVersion:
    """From now on this version sends; the one before it is retired. Whoever wrote it cannot approve it."""
    version = _locked(version, "submitted")
    if version.author_id == actor.pk:
        raise NotAllowed("own_version", _("Somebody else must approve: you wrote this version."))
    _refuse_faulty(version)
    version.campaign.versions.filter(status="approved").update(status="retired", updated_at=clock.now())
    _move(version, "approved", approver=actor, approved_at=clock.now(), review_note="")
    if version.campaign.status == "draft":
        Campaign.objects.filter(pk=version.campaign_id).update(status="active")
    audit.record(actor, "aftercare.campaign.approved", version.campaign, version=version.number)
    return version


@transaction.atomic
def send_back(actor: Employee, version: CampaignVersion, note: str) -> CampaignVersion:
    """Returns a submitted version to its author with a reason; it is a draft again."""
    version = _locked(version, "submitted")
    if not note.strip():
        raise CampaignError("no_note", _("Say what should be different."), pointer="/note")
    _move(version, "draft", review_note=note.strip()[:300], submitted_at=None)
    audit.record(actor, "aftercare.campaign.sent_back", version.campaign, version=version.number, reason=note)
    return version


@transaction.atomic
def stop(actor: Employee, campaign: Campaign) -> Campaign:
    """Nothing of this campaign is planned or claimed any more; what is queued is cancelled at its claim."""
    return _turn(actor, campaign, "active", "stopped", clock.now())


@transaction.atomic
def resume(actor: Employee, campaign: Campaign) -> Campaign:
    """The campaign plans and sends again."""
    return _turn(actor, campaign, "stopped", "active", None)


def _turn(actor: Employee, campaign: Campaign, old: str, new: str, stopped_at: dt.datetime | None) -> Campaign:
    changed = Campaign.objects.filter(pk=campaign.pk, status=old).update(
        status=new, stopped_at=stopped_at, updated_at=clock.now()
    )
    if not changed:
        raise Conflict("campaign_state", _("The campaign is in another state already."))
    audit.record(actor, f"aftercare.campaign.{'stopped' if new == 'stopped' else 'resumed'}", campaign)
    campaign.refresh_from_db()
    return campaign


def _locked(version: CampaignVersion, status: str) -> CampaignVersion:
    found = CampaignVersion.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=version.pk)
    if found.status != status:
        raise Conflict("version_state", _("This version is in another state already."))
    return found


def _move(version: CampaignVersion, status: str, **fields: Any) -> None:
    for name, value in {"status": status, "updated_at": clock.now(), **fields}.items():
        setattr(version, name, value)
    version.save()


def _refuse_faulty(version: CampaignVersion) -> None:
    for variant in Variant.objects.filter(step__version=version).order_by("step__number", "code"):
        for finding in check_text(variant.text, variant.joined_text, version.traffic_class):
            if finding.is_error:
                raise CampaignError(finding.code, finding.words, pointer=f"/texts/{variant.code}")
