"""`/api/v1/campaigns/`: what the chain reminds of, with the version in force."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from aftercare.models import Campaign, CampaignVersion, Step, Variant
from optics_crm.core.api.parameters import Filters
from optics_crm.core.api.resource import Resource, resource


class VariantPart(serializers.ModelSerializer[Variant]):
    """A wording, with placeholders."""

    class Meta:
        model = Variant
        fields = ("code", "weight", "text")


class StepPart(serializers.ModelSerializer[Step]):
    """One message of a version: after how many days, by which channel, in which words."""

    variants = VariantPart(many=True)

    class Meta:
        model = Step
        fields = ("number", "after_days", "channel", "variants")


class VersionPart(serializers.ModelSerializer[CampaignVersion]):
    """What a campaign does."""

    steps = StepPart(many=True)

    class Meta:
        model = CampaignVersion
        fields = (
            "number",
            "status",
            "traffic_class",
            "priority",
            "window",
            "audience",
            "holdout_percent",
            "cap_days",
            "cap_messages",
            "expires_after_days",
            "certificate_value",
            "certificate_days",
            "author",
            "approver",
            "approved_at",
            "steps",
        )


class CampaignRow(serializers.ModelSerializer[Campaign]):
    """A campaign; `version` is the one in force, null where none has been approved."""

    version = serializers.SerializerMethodField()

    class Meta:
        model = Campaign
        fields = ("id", "key", "name", "preset", "status", "stopped_at", "version", "created_at", "updated_at")

    @extend_schema_field(VersionPart(allow_null=True))
    def get_version(self, campaign: Campaign) -> Any:
        approved = [one for one in campaign.versions.all() if one.status == CampaignVersion.Status.APPROVED]
        return VersionPart(approved[0]).data if approved else None


class CampaignFilters(Filters):
    """`key` is what the campaign is known by everywhere."""

    key = django_filters.CharFilter()
    status = django_filters.ChoiceFilter(choices=Campaign.Status.choices)


@resource("campaigns")
class Campaigns(Resource):
    """Campaigns: an occasion, who, when, which words."""

    model = Campaign
    scope = "campaign"
    capability = "campaigns.view"
    prefetched = (
        Prefetch("versions", CampaignVersion.objects.filter(status=CampaignVersion.Status.APPROVED)),
        "versions__steps__variants",
    )
    serializer_class = CampaignRow
    filterset_class = CampaignFilters

    def rows_for(self, user: Any) -> "QuerySet[Campaign]":
        return Campaign.objects.all()
