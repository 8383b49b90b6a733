"""What people do with campaigns on the screen: write, preview, submit, approve, send back, stop."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.campaigns import actions
from aftercare.campaigns.forms import NoteForm, VersionForm
from aftercare.campaigns.overview import shown_texts
from aftercare.campaigns.preset import preset_of
from aftercare.campaigns.preview import preview
from aftercare.models import Campaign, CampaignVersion, Variant
from aftercare.templates_grammar import PLACEHOLDERS
from aftercare.views.campaigns import standing
from optics_crm.core.permissions import requires


@requires("campaigns.edit")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    current, waiting = standing(campaign)
    version = waiting or current
    if version is None or version.status == "submitted":
        messages.info(request, _("This version waits for approval; take it back to change it."))
        return redirect("aftercare:campaign", pk)
    form = VersionForm(version, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _save(request, campaign, form)
    context = {
        "campaign": campaign,
        "preset": preset_of(campaign.preset),
        "version": version,
        "form": form,
        "texts": list(zip(form.texts(), shown_texts(version), strict=True)),
        "placeholders": PLACEHOLDERS.values(),
    }
    return render(request, "aftercare/campaign_edit.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _save(request: HttpRequest, campaign: Campaign, form: VersionForm) -> HttpResponse:
    version = actions.save_draft(request.user, actions.open_draft(request.user, campaign), form.draft())  # type: ignore[arg-type]
    if "submit" in request.POST:
        actions.submit(request.user, version)  # type: ignore[arg-type]
        messages.success(request, _("The version waits for a second person's approval."))
    else:
        messages.success(request, _("The draft is saved; nothing is sent by it until it is approved."))
    return redirect("aftercare:campaign", campaign.pk)


@requires("campaigns.edit")
@require_POST
def preview_text(request: HttpRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    """The fragment beside a text, as it stands in the form at this moment."""
    campaign = get_object_or_404(Campaign, pk=pk)
    current, waiting = standing(campaign)
    version = waiting or current
    get_object_or_404(Variant, step__version=version, code=code)
    text, joined = request.POST.get(f"text_{code}", "")[:1000], request.POST.get(f"joined_{code}", "")[:300]
    traffic_class = version.traffic_class if version else ""
    return render(request, "aftercare/_preview.html", {"preview": preview(text, joined, traffic_class)})


@requires("campaigns.edit")
@require_POST
def submit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    actions.submit(request.user, _open_version(pk))  # type: ignore[arg-type]
    messages.success(request, _("The version waits for a second person's approval."))
    return redirect("aftercare:campaign", pk)


@requires("campaigns.edit")
@require_POST
def recall(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    actions.recall(request.user, _open_version(pk))  # type: ignore[arg-type]
    messages.success(request, _("The version is a draft again."))
    return redirect("aftercare:campaign_edit", pk)


@requires("campaigns.approve")
@require_POST
def approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    version = actions.approve(request.user, _open_version(pk))  # type: ignore[arg-type]
    messages.success(request, _("Version %(n)s is approved; the next run sends by it.") % {"n": version.number})
    return redirect("aftercare:campaign", pk)


@requires("campaigns.approve")
@require_POST
def send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what should be different."))
        return redirect("aftercare:campaign", pk)
    actions.send_back(request.user, _open_version(pk), form.cleaned_data["note"])  # type: ignore[arg-type]
    messages.success(request, _("The version went back to its author."))
    return redirect("aftercare:campaign", pk)


@requires("campaigns.stop")
@require_POST
def stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    campaign = actions.stop(request.user, get_object_or_404(Campaign, pk=pk))  # type: ignore[arg-type]
    messages.success(request, _("“%(name)s” is stopped: nothing more of it is sent.") % {"name": campaign.name})
    return redirect("aftercare:campaign", pk)


@requires("campaigns.approve")
@require_POST
def resume(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    campaign = actions.resume(request.user, get_object_or_404(Campaign, pk=pk))  # type: ignore[arg-type]
    messages.success(request, _("“%(name)s” runs again.") % {"name": campaign.name})
    return redirect("aftercare:campaign", pk)


def _open_version(pk: uuid.UUID) -> CampaignVersion:
    return get_object_or_404(CampaignVersion, campaign=pk, status__in=actions.OPEN)
