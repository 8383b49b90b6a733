"""Campaigns on the screen: the list, one campaign with its results, its dry run."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftercare.campaigns.dry_run import dry_run
from aftercare.campaigns.forms import DayForm, NoteForm
from aftercare.campaigns.overview import changes, overview, recent_runs, shown_texts, window_facts
from aftercare.campaigns.preset import preset_of
from aftercare.campaigns.results import HORIZON_DAYS, results
from aftercare.models import Campaign, CampaignVersion
from optics_crm.core import clock, exports
from optics_crm.core.htmx import is_partial
from optics_crm.core.permissions import can, requires

RESULT_DAYS = 90


@requires("campaigns.view")
@require_GET
def campaign_list(request: HttpRequest) -> HttpResponseBase:
    if "export" in request.GET:
        return exports.respond(request, "campaigns")
    return render(request, "aftercare/campaigns.html", {"rows": overview(clock.today())})


@requires("campaigns.view")
@require_GET
def campaign_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    today = clock.today()
    current, waiting = standing(campaign)
    shown = current or waiting
    context = {
        "campaign": campaign,
        "preset": preset_of(campaign.preset),
        "version": shown,
        "waiting": waiting,
        "changes": changes(current, waiting),
        "window_facts": window_facts(shown) if shown else [],
        "texts": shown_texts(shown) if shown else [],
        "results": results(campaign, today - dt.timedelta(days=RESULT_DAYS), today),
        "result_days": RESULT_DAYS,
        "horizon_days": HORIZON_DAYS,
        "runs": recent_runs(campaign),
        "versions": campaign.versions.select_related("author", "approver").order_by("-number")[:10],
        "day_form": DayForm(initial={"day": today}),
        "note_form": NoteForm(),
        "may_edit": can(request.user, "campaigns.edit"),
        "may_approve": can(request.user, "campaigns.approve"),
        "is_author": waiting is not None and waiting.author_id == request.user.pk,
        "may_stop": can(request.user, "campaigns.stop"),
    }
    return render(request, "aftercare/campaign.html", context)


@requires("campaigns.view")
@require_GET
def campaign_dry_run(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is shown below the day's form, or a page of its own; `version=open` plans with the version that waits."""
    campaign = get_object_or_404(Campaign, pk=pk)
    form = DayForm(request.GET)
    if not form.is_valid():
        return HttpResponse(_("Name a day."), status=400)
    current, waiting = standing(campaign)
    version = (waiting or current) if request.GET.get("version") == "open" else (current or waiting)
    found = dry_run(version, form.cleaned_data["day"]) if version else None
    template = "aftercare/_dry_run.html" if is_partial(request) else "aftercare/dry_run.html"
    return render(request, template, {"found": found, "version": version, "campaign": campaign})


def standing(campaign: Campaign) -> tuple[CampaignVersion | None, CampaignVersion | None]:
    """The version that runs, and the one that is being written or waits for approval."""
    rows = campaign.versions.select_related("campaign", "author", "approver").filter(
        status__in=["approved", "draft", "submitted"]
    )
    current = next((row for row in rows if row.status == "approved"), None)
    return current, next((row for row in rows if row.status != "approved"), None)
