"""The page of one promise, and the door by which something is handed over."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from customers.followup_forms import HandingForm
from customers.followup_shown import STEP_ICONS, enclosures_of, shown_followup
from customers.followups import OUTCOMES
from customers.handing import hand_over
from customers.models import FollowUp, Person
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import ROLES, can, requires

JOINED = ("person", "owner", "author", "salon", "household", "answered_by", "closed_by")


@requires("followups.view")
@require_GET
def followup_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One promise: to whom, what, by when; what came with it; what was done; what is to be done now."""
    rows = FollowUp.objects.visible_to(request.user).select_related(*JOINED)
    row = get_object_or_404(rows, pk=pk)
    steps = [(step, STEP_ICONS[step.verb]) for step in row.steps.select_related("actor")]
    role = ROLES.find(row.role)
    context = {
        "role": role.label if role else "",
        "ended": OUTCOMES.get(row.outcome, row.outcome),
        "followup": shown_followup(row, request.user),
        "enclosures": list(enclosures_of(request.user, row)),
        "steps": steps,
        "may_work": can(request.user, "followups.work") and row.status == FollowUp.Status.OPEN,
    }
    return render(request, "customers/followup.html", context)


@requires("followups.work")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_page(request: HttpRequest) -> HttpResponse:
    """Hands a client's question over to a colleague; the answer comes back."""
    person = _person(request)
    form = HandingForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = hand_over(request.user, form.receiver(), data["question"], notes=data["notes"], person=person)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The question is handed over: the answer comes back to you."))
            return redirect("customers:followup", row.pk)
    return render(request, "customers/hand_over.html", {"form": form, "person": person})


def _person(request: HttpRequest) -> Any:
    """The client that the address names, if the user may open them."""
    said = request.GET.get("customer", "")
    if not said:
        return None
    try:
        return get_object_or_404(Person.objects.visible_to(request.user), pk=uuid.UUID(said))
    except ValueError:
        return get_object_or_404(Person.objects.none())
