"""Promises to clients: the list, and what is done with one."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from customers.filters import FollowUpFilter
from customers.followups import OUTCOMES, assign_followup, close_followup, postpone_followup
from customers.models import FollowUp
from customers.panels import shown_followup
from optics_crm.core import exports
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import requires
from optics_crm.core.views import back

ORDER = ("due_at", "id")


class ClosingForm(forms.Form):
    """How a promise ended."""

    outcome = forms.ChoiceField(choices=list(OUTCOMES.items()))
    note = forms.CharField(max_length=500, required=False)
    revision = forms.IntegerField()


class PostponingForm(forms.Form):
    """A later moment, with the reason."""

    due_at = forms.DateTimeField(label=gettext_lazy("When"))
    reason = forms.CharField(max_length=300)
    revision = forms.IntegerField()


def found_for(user: Any, asked: QueryDict) -> FollowUpFilter:
    """The user's promises under the filters; open ones unless another state is asked for."""
    query = asked.copy()
    query.setdefault("status", FollowUp.Status.OPEN.value)
    rows = FollowUp.objects.visible_to(user).select_related("person", "owner", "salon", "closed_by")
    return FollowUpFilter(query, rows, user=user)


def rows_for_export(user: Any, query: QueryDict) -> "QuerySet[FollowUp]":
    return found_for(user, query).qs.order_by(*ORDER)


@requires("followups.view")
@require_GET
def followup_list(request: HttpRequest) -> HttpResponseBase:
    if "export" in request.GET:
        return exports.respond(request, "followups")
    found = found_for(request.user, request.GET)
    page = paginate(request, found.qs, ORDER)
    context = {"filter": found, "page": page, "rows": [shown_followup(row, request.user) for row in page.rows]}
    return render(
        request, "customers/_followup_rows.html" if is_partial(request) else "customers/followups.html", context
    )


@requires("followups.work")
@require_POST
def close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    followup = _own(request, pk)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say how it ended."))
        return redirect(back(request))
    data = form.cleaned_data
    close_followup(request.user, followup, data["outcome"], note=data["note"], revision=data["revision"])
    messages.success(request, _("The promise is closed."))
    return redirect(back(request))


@requires("followups.work")
@require_POST
def take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Makes the user the owner."""
    assign_followup(request.user, _own(request, pk), request.user)  # type: ignore[arg-type]
    messages.success(request, _("The promise is yours now."))
    return redirect(back(request))


@requires("followups.work")
@require_POST
def postpone(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    followup = _own(request, pk)
    form = PostponingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a moment and write the reason."))
        return redirect(back(request))
    data = form.cleaned_data
    postpone_followup(request.user, followup, data["due_at"], reason=data["reason"], revision=data["revision"])
    messages.success(request, _("The promise has a new term."))
    return redirect(back(request))


def _own(request: HttpRequest, pk: uuid.UUID) -> Any:
    return get_object_or_404(FollowUp.objects.visible_to(request.user), pk=pk)
