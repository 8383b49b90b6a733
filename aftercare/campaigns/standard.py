"""The standard campaigns: one of every preset, active, with an approved first version."""

import secrets

from django.db import transaction

from aftercare.campaigns.preset import Preset, load_presets
from aftercare.models import Campaign, CampaignVersion, Step, Variant
from optics_crm.core import audit, clock


@transaction.atomic
def ensure_standard_campaigns(actor: object = "aftercare.standard_campaigns") -> list[Campaign]:
    """Creates those standard campaigns that are not there yet, and returns all of them."""
    standing = {campaign.key: campaign for campaign in Campaign.objects.all()}
    return [standing.get(preset.key) or _create(actor, preset) for preset in load_presets()]


def _create(actor: object, preset: Preset) -> Campaign:
    campaign = Campaign.objects.create(
        key=preset.key, name=preset.name, preset=preset.key, status="active", salt=secrets.token_hex(8)
    )
    version = CampaignVersion.objects.create(
        campaign=campaign,
        number=1,
        status="approved",
        traffic_class=preset.traffic_class,
        priority=preset.priority,
        window=dict(preset.window),
        holdout_percent=preset.holdout_percent,
        cap_days=preset.cap_days,
        expires_after_days=preset.expires_after_days,
        certificate_value=preset.certificate_value,
        certificate_days=preset.certificate_days,
        approved_at=clock.now(),
    )
    step = Step.objects.create(version=version)
    Variant.objects.create(step=step, text=preset.default.text, joined_text=preset.default.joined)
    audit.record(actor, "aftercare.campaign.created", campaign, preset=preset.key)
    return campaign
