"""What the first page of the day shows of the machine's care: the last run, and where the clients stand."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Max, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.lifecycle_flow import colour_of
from aftercare.models import CampaignRun, RecencyStage, StageCount, Survey
from aftercare.surveys.figures import means_by_survey
from aftercare.surveys.querysets import answers_for
from optics_crm.core import clock
from optics_crm.core.home import Panel, add_panel
from optics_crm.core.models import Employee


def last_run(user: Employee) -> Mapping[str, Any] | None:
    """The last day that was run: a line per campaign, and its totals."""
    day = CampaignRun.objects.aggregate(day=Max("day"))["day"]
    if day is None:
        return None
    runs = CampaignRun.objects.filter(day=day).select_related("campaign").order_by("-messages", "campaign__key")
    totals = runs.aggregate(messages=Sum("messages"), control=Sum("control"), eligible=Sum("eligible"))
    return {"day": day, "runs": runs, "totals": totals, "url": reverse("aftercare:campaigns")}


def stages(user: Employee) -> Mapping[str, Any] | None:
    """How many people stood in each stage on the last day counted."""
    day = StageCount.objects.aggregate(day=Max("day"))["day"]
    if day is None:
        return None
    people = dict(StageCount.objects.filter(day=day).values_list("stage", "people"))
    bars = [
        {"label": stage.label, "value": people.get(stage.code, 0), "colour": colour_of(stage)}
        for stage in RecencyStage.objects.all()
    ]
    return {"bars": bars, "total": sum(people.values()), "url": reverse("aftercare:lifecycle")}


def marks(user: Employee) -> Mapping[str, Any]:
    """What clients said in the last 30 days, as far as the user sees it."""
    since = clock.now() - dt.timedelta(days=MARKS_OF_DAYS)
    seen = answers_for(user).filter(at__gte=since)
    means = means_by_survey(seen)
    surveys = [(survey, means.get(survey.pk)) for survey in Survey.objects.filter(is_active=True)]
    return {"surveys": surveys, "alarms": seen.filter(is_alarm=True).count(), "url": reverse("aftercare:surveys")}


MARKS_OF_DAYS = 30
CHAIN = frozenset({"marketer", "approver", "director"})
CARE = frozenset({"supervisor", "salon_manager", "medical_head", "director"})

add_panel(
    Panel(
        "aftercare_run",
        _("The last morning run"),
        "speakerphone",
        "aftercare/_home_run.html",
        "campaigns.view",
        last_run,
        order=20,
        wide=True,
    )
)
add_panel(
    Panel(
        "stages",
        _("Where the clients stand"),
        "route",
        "aftercare/_home_stages.html",
        "lifecycle.view",
        stages,
        order=30,
        wide=True,
        roles=CHAIN,
    )
)
add_panel(
    Panel(
        "surveys",
        _("What clients said in 30 days"),
        "star",
        "surveys/_home.html",
        "surveys.view",
        marks,
        order=40,
        roles=CARE,
    )
)
