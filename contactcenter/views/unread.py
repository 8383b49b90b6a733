"""Requests of the exchanges that could not be read: which and why, and once more; each look at a text is recorded."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from contactcenter.calls import hearing
from contactcenter.models import HookBody
from contactcenter.views.calls import tabs_for
from optics_crm.core import audit
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import requires

ORDER = ("-received_at", "-id")
DEAD = HookBody.State.DEAD


@requires("calls.bodies")
@require_GET
def unread_list(request: HttpRequest) -> HttpResponse:
    page = paginate(request, HookBody.objects.filter(state=DEAD).defer("body"), ORDER)
    context = {"page": page, "tabs": tabs_for(request.user, "unread")}
    return render(request, "calls/_unread_rows.html" if is_partial(request) else "calls/unread.html", context)


@requires("calls.bodies")
@require_POST
def reveal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The text of one as it came: it may name clients, so that each look is recorded."""
    row = get_object_or_404(HookBody, pk=pk, state=DEAD)
    audit.record(request.user, "contactcenter.hook_body.viewed", row)
    template = "calls/_unread_body.html" if is_partial(request) else "calls/unread_one.html"
    return render(request, template, {"row": row, "tabs": tabs_for(request.user, "unread")})


@requires("calls.bodies")
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """All of them go to the worker once more."""
    count = hearing.read_again()
    audit.record(request.user, "contactcenter.hook_body.read_again", count=count)
    words = ngettext("%(n)s request is read again.", "%(n)s requests are read again.", count) % {"n": count}
    messages.success(request, words)
    return redirect("contactcenter:unread")
