"""What is pressed on a ticket: moving, promising, handing over, correcting, a link for the client."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contactcenter import status_links
from contactcenter.forms import CorrectionForm, MovingForm, OwnerForm, PromisingForm
from contactcenter.models import Ticket
from contactcenter.tickets import assign_ticket, correct_ticket, move_ticket, promise_ticket
from contactcenter.views.ticket import own_ticket, page
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.htmx import is_partial, toast, trigger
from optics_crm.core.permissions import requires
from orders.models import Order

UNPROCESSABLE = 422


@requires("tickets.work")
@require_POST
def move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Moves the ticket; the board is told to fetch itself anew, a page is shown again."""
    ticket, form = own_ticket(request.user, pk), MovingForm(request.POST)
    if not form.is_valid():
        raise DomainError("bad_form", _("Choose the stage."))
    data = form.cleaned_data
    ticket = move_ticket(request.user, ticket, data["stage"], comment=data["comment"], revision=data["revision"])
    words = _("%(number)s: %(stage)s") % {"number": ticket.number, "stage": ticket.get_stage_display()}
    if is_partial(request):
        return trigger(toast(HttpResponse(status=204), words), "tickets-changed")
    messages.success(request, words)
    return _to(ticket)


@requires("tickets.work")
@require_POST
def promise(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    ticket, form = own_ticket(request.user, pk), PromisingForm(request.POST)
    if not form.is_valid():
        raise DomainError("bad_form", _("Choose the day that is promised."))
    data = form.cleaned_data
    promise_ticket(request.user, ticket, data["promised_on"], reason=data["reason"], revision=data["revision"])
    messages.success(request, _("The promise is written down."))
    return _to(ticket)


@requires("tickets.work")
@require_POST
def assign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    ticket = own_ticket(request.user, pk)
    form = OwnerForm(request.POST, ticket=ticket, user=request.user)
    if not form.is_valid():
        raise DomainError("bad_form", _("Choose who answers for the ticket."))
    assign_ticket(request.user, ticket, form.cleaned_data["owner"], revision=form.cleaned_data["revision"])
    messages.success(request, _("Written down who answers for the ticket."))
    return _to(ticket)


@requires("tickets.work")
@require_POST
def take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Makes the user answer for the ticket."""
    ticket = own_ticket(request.user, pk)
    assign_ticket(request.user, ticket, request.user)  # type: ignore[arg-type]  # an employee: the door lets nobody else in
    messages.success(request, _("The ticket is yours now."))
    return _to(ticket)


@requires("tickets.work")
@require_POST
def correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    ticket = own_ticket(request.user, pk)
    form = CorrectionForm(request.POST, instance=Ticket.objects.select_related("salon").get(pk=ticket.pk))
    if not form.is_valid():
        return page(request, ticket, correction=form, status=UNPROCESSABLE)
    said = {name: form.cleaned_data[name] for name in CorrectionForm.Meta.fields}
    day = form.cleaned_data["demanded_on"]
    zone = clock.zone_of(ticket.salon.timezone)
    if day is None:
        said["demanded_at"] = None
    elif ticket.demanded_at is None or ticket.demanded_at.astimezone(zone).date() != day:
        said["demanded_at"] = dt.datetime.combine(day, dt.time(), zone)
    correct_ticket(request.user, ticket, revision=form.cleaned_data["revision"], **said)
    messages.success(request, _("The ticket is corrected."))
    return _to(ticket)


@requires("tickets.work")
@require_POST
def link(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A link by which the client sees the state; it is shown this once."""
    ticket = own_ticket(request.user, pk)
    return _link_page(request, ticket, ticket.number, reverse("contactcenter:ticket", args=[ticket.pk]))


@requires("orders.work")
@require_POST
def order_link(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same of an order."""
    order = get_object_or_404(Order.objects.visible_to(request.user), pk=pk)
    return _link_page(request, order, str(order), reverse("orders:order", args=[order.pk]))


def _link_page(request: HttpRequest, thing: Ticket | Order, number: str, back: str) -> HttpResponse:
    url = status_links.make(request.user, thing)
    context = {"number": number, "back": back, "url": url, "days": status_links.LIVES.days}
    return render(request, "tickets/link.html", context)


def _to(ticket: Ticket) -> HttpResponse:
    return redirect("contactcenter:ticket", ticket.pk)
