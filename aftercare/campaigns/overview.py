"""What the campaign pages show: every campaign in a line, a version's texts, what a new version changes."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aftercare import suppression
from aftercare.campaigns.preset import Words, preset_of
from aftercare.campaigns.preview import Preview, preview
from aftercare.campaigns.results import Silence
from aftercare.models import Campaign, CampaignRun, CampaignVersion, Message, Variant

LAST_DAYS = 30
RUNS = 14
SERVED = "already_served"


@dataclass(frozen=True)
class Line:
    """A campaign in the list, with the figures of the last month."""

    campaign: Campaign
    who: Words
    version: CampaignVersion | None
    waiting: CampaignVersion | None
    messages: int
    delivered: int
    control: int


@dataclass(frozen=True)
class ShownRun:
    """A day of a campaign; its silences in words, without those who had been served before."""

    run: CampaignRun
    served_before: int
    silent: list[Silence]

    @property
    def suppressed(self) -> int:
        return sum(one.count for one in self.silent)


@dataclass(frozen=True)
class Change:
    """One thing that a new version does differently."""

    what: str | Promise
    before: Any
    after: Any


def overview(today: dt.date) -> list[Line]:
    """Every campaign, the most important first."""
    since = today - dt.timedelta(days=LAST_DAYS)
    runs = dict(CampaignRun.objects.filter(day__gt=since).values_list("campaign").annotate(total=Sum("messages")))
    states = Message.objects.filter(run__day__gt=since).values("campaign")
    delivered = dict(states.annotate(n=Count("id", filter=Q(state="delivered"))).values_list("campaign", "n"))
    last = {run.campaign_id: run.control for run in CampaignRun.objects.filter(day__gt=since).order_by("day")}
    versions = CampaignVersion.objects.filter(status__in=["approved", "draft", "submitted"]).select_related("author")
    current = {row.campaign_id: row for row in versions if row.status == "approved"}
    waiting = {row.campaign_id: row for row in versions if row.status != "approved"}
    lines = [
        Line(
            campaign,
            preset_of(campaign.preset).who,
            current.get(campaign.pk),
            waiting.get(campaign.pk),
            runs.get(campaign.pk) or 0,
            delivered.get(campaign.pk, 0),
            last.get(campaign.pk, 0),
        )
        for campaign in Campaign.objects.all()
    ]
    return sorted(lines, key=lambda line: line.version.priority if line.version else 1000)


def shown_texts(version: CampaignVersion) -> list[tuple[Variant, Preview]]:
    """The texts of a version with their previews."""
    variants = Variant.objects.filter(step__version=version).order_by("step__number", "code")
    return [(one, preview(one.text, one.joined_text, version.traffic_class)) for one in variants]


def window_facts(version: CampaignVersion) -> list[tuple[Words, int]]:
    """The numbers of the window with their words."""
    preset = preset_of(version.campaign.preset)
    numbers = preset.window_of(version.window)
    return [(one.label, numbers[one.key]) for one in preset.fields]


def recent_runs(campaign: Campaign) -> list[ShownRun]:
    """The last days of a campaign, the newest first."""
    return [_shown(run) for run in campaign.runs.order_by("-day")[:RUNS]]


def _shown(run: CampaignRun) -> ShownRun:
    pairs = sorted(run.suppressed.items(), key=lambda pair: -pair[1])
    silent = [Silence(reason, suppression.words(reason), count) for reason, count in pairs if reason != SERVED]
    return ShownRun(run, run.suppressed.get(SERVED, 0), silent)


def changes(current: CampaignVersion | None, waiting: CampaignVersion | None) -> list[Change]:
    """What the waiting version changes, in the order in which an approver reads it."""
    return list(_changes(current, waiting)) if current and waiting else []


def _changes(current: CampaignVersion, waiting: CampaignVersion) -> Iterator[Change]:
    texts = {one.code: one for one, _shown in shown_texts(current)}
    for one, _shown in shown_texts(waiting):
        old = texts.get(one.code)
        if old is None or old.text != one.text:
            yield Change(_("Text"), old.text if old else "", one.text)
        if old is None or old.joined_text != one.joined_text:
            yield Change(_("Sentence for another's message"), old.joined_text if old else "", one.joined_text)
    preset = preset_of(current.campaign.preset)
    before, after = preset.window_of(current.window), preset.window_of(waiting.window)
    for field in preset.fields:
        if before[field.key] != after[field.key]:
            yield Change(field.label, before[field.key], after[field.key])
    for name, label in NUMBERS.items():
        if getattr(current, name) != getattr(waiting, name):
            yield Change(label, getattr(current, name), getattr(waiting, name))


NUMBERS: dict[str, str | Promise] = {
    "priority": _("Priority"),
    "holdout_percent": _("Hold-out, per cent"),
    "cap_messages": _("At most, advertising messages"),
    "cap_days": _("In so many days"),
    "expires_after_days": _("A message lives, days"),
    "certificate_value": _("Certificate, roubles"),
    "certificate_days": _("Certificate is valid, days"),
}
