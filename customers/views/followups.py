"""Promises to clients: the work list by the clock, and what is done with several at once."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from customers.filters import FollowUpFilter
from customers.followup_figures import late_promises
from customers.followup_forms import BulkClosingForm
from customers.followup_shown import shown_followup
from customers.followups import close_followup
from customers.models import FollowUp
from optics_crm.core import exports
from optics_crm.core.errors import DomainError
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import can, requires
from optics_crm.core.views import back

ORDER = ("due_at", "id")
MOST_AT_ONCE = 100


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
    """The work list; asked for late ones (`?late=1`) it begins with how many there are, whose and of what kind."""
    if "export" in request.GET:
        return exports.respond(request, "followups")
    found = found_for(request.user, request.GET)
    page = paginate(request, found.qs, ORDER)
    context = {
        "filter": found,
        "page": page,
        "rows": [shown_followup(row, request.user) for row in page.rows],
        "may_work": can(request.user, "followups.work"),
    }
    if is_partial(request):
        return render(request, "customers/_followup_rows.html", context)
    if found.form.cleaned_data.get("late"):
        context["late"] = late_promises(found.qs)
    return render(request, "customers/followups.html", context | {"bulk": BulkClosingForm()})


@requires("followups.work")
@require_POST
def close_many(request: HttpRequest) -> HttpResponse:
    """Closes the chosen promises with one outcome and reason; those that cannot end so stay, and it is said."""
    form, ids = BulkClosingForm(request.POST), _ids(request.POST.getlist("followup"))
    if not form.is_valid() or not ids:
        messages.error(request, _("Choose promises, and write why they are closed."))
        return redirect(back(request))
    closed, left = 0, 0
    for row in FollowUp.objects.visible_to(request.user).open().filter(pk__in=ids).order_by("pk"):
        try:
            close_followup(request.user, row, form.cleaned_data["outcome"], note=form.cleaned_data["note"])
            closed += 1
        except DomainError:
            left += 1
    if closed:
        words = ngettext("%(n)s promise is closed.", "%(n)s promises are closed.", closed)
        messages.success(request, words % {"n": closed})
    if left:
        words = ngettext("%(n)s promise cannot end like that.", "%(n)s promises cannot end like that.", left)
        messages.error(request, words % {"n": left})
    return redirect(back(request))


def _ids(said: list[str]) -> list[uuid.UUID]:
    found = []
    for word in said[:MOST_AT_ONCE]:
        try:
            found.append(uuid.UUID(word))
        except ValueError:
            continue
    return found
