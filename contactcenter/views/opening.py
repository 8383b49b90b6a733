"""A new ticket, from the dossier of its client."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contactcenter.forms import OpeningForm
from contactcenter.tickets import open_ticket
from customers.card_choice import card_of
from customers.models import Person
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import can, requires

UNPROCESSABLE = 422


@requires("tickets.work")
@require_http_methods(["GET", "POST"])
def new_ticket(request: HttpRequest) -> HttpResponse:
    """The form of `?customer=`; without one the client is chosen first."""
    person = customer_of(request)
    if person is None:
        messages.info(request, _("Choose the client first: a ticket is opened from the dossier."))
        return redirect("customers:list" if can(request.user, "customers.view") else "contactcenter:tickets")
    if request.method == "GET":
        return _page(request, person, OpeningForm(user=request.user, person=person, initial=_start(request)))
    form = OpeningForm(request.POST, user=request.user, person=person)
    if not form.is_valid():
        return _page(request, person, form, status=UNPROCESSABLE)
    try:
        ticket = open_ticket(request.user, card_of(person), form.words(request.user))
    except DomainError as error:
        form.blame(error)
        return _page(request, person, form, status=error.status)
    messages.success(request, _("Ticket %(number)s is opened.") % {"number": ticket.number})
    return redirect("contactcenter:ticket", ticket.pk)


def customer_of(request: HttpRequest) -> Person | None:
    """The client whom the address names, where the user may open the dossier; 404 for others."""
    try:
        pk = uuid.UUID(request.GET.get("customer", ""))
    except ValueError:
        return None
    person = Person.objects.visible_to(request.user).filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


def _start(request: HttpRequest) -> dict[str, Any]:
    return {"salon": getattr(request.user, "salon", None), "kind": request.GET.get("kind", "")}


def _page(request: HttpRequest, person: Person, form: OpeningForm, *, status: int = 200) -> HttpResponse:
    return render(request, "tickets/new.html", {"person": person, "form": form}, status=status)
