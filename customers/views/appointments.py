"""Appointments: the day of a salon, one that opens in place, and what is said of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.appointment_filters import AppointmentFilter
from customers.appointment_forms import BookingForm, SayingForm
from customers.appointments import book_appointment, move_appointment, moves_of
from customers.card_choice import card_of
from customers.models import Appointment, Person
from customers.models.appointments import AppointmentStatus
from customers.views.dossier import own_person
from optics_crm.core import clock, exports
from optics_crm.core.errors import DomainError
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import can, requires, salon_scope
from optics_crm.core.views import back

ORDER = ("starts_at", "id")
JOINED = ("card__person", "salon", "doctor")
UNPROCESSABLE = 422


def found_for(user: Any, asked: QueryDict) -> AppointmentFilter:
    """The user's appointments under the filters; today's unless other days are asked for."""
    query = asked.copy()
    query.setdefault("since", clock.today(_zone(user)).isoformat())
    found = AppointmentFilter(query, Appointment.objects.visible_to(user))
    scope = salon_scope(user)
    if scope is not None:
        del found.form.fields["salon"]
        found.queryset = found.queryset.filter(salon=scope)
    return found


def rows_for_export(user: Any, query: QueryDict) -> "QuerySet[Appointment]":
    return found_for(user, query).qs.select_related(*JOINED).order_by(*ORDER)


@requires("appointments.view")
@require_GET
def appointment_list(request: HttpRequest) -> HttpResponseBase:
    if "export" in request.GET:
        return exports.respond(request, "appointments")
    found = found_for(request.user, request.GET)
    page = paginate(request, found.qs.select_related(*JOINED), ORDER)
    context = {
        "filter": found,
        "page": page,
        "days": found.neighbours(request.GET),
        "show_salon": salon_scope(request.user) is None,
        "now": clock.now(),
    }
    return render(request, "appointments/_rows.html" if is_partial(request) else "appointments/list.html", context)


@requires("appointments.view")
@require_GET
def appointment_part(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """An appointment as it opens in place."""
    return _part(request, _own(request, pk))


@requires("appointments.edit")
@require_POST
def say(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Says what became of an appointment."""
    row, form = _own(request, pk), SayingForm(request.POST)
    if not form.is_valid():
        raise DomainError("bad_form", _("Say what became of the appointment."))
    data = form.cleaned_data
    row = move_appointment(request.user, row, data["status"], reason=data["reason"], revision=data["revision"])
    if is_partial(request):
        return _part(request, _own(request, pk))
    messages.success(request, row.get_status_display())
    return redirect(back(request))


@requires("appointments.edit")
@require_http_methods(["GET", "POST"])
def new_appointment(request: HttpRequest) -> HttpResponse:
    """Books the client of `?customer=`."""
    try:
        pk = uuid.UUID(request.GET.get("customer", ""))
    except ValueError:
        messages.info(request, _("Choose the client first: an appointment is made from the dossier."))
        return redirect("customers:list")
    person = own_person(request.user, pk)
    if request.method == "GET":
        return _page(request, person, BookingForm(user=request.user, initial=_start(request)))
    form = BookingForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, person, form, status=UNPROCESSABLE)
    try:
        row = book_appointment(request.user, card_of(person), form.booking())
    except DomainError as error:
        form.blame(error)
        return _page(request, person, form, status=error.status)
    messages.success(request, _("Booked."))
    return redirect("customers:person", row.card.person_id)


def _own(request: HttpRequest, pk: uuid.UUID) -> Appointment:
    rows = Appointment.objects.visible_to(request.user).select_related(*JOINED, "exam", "author", "client")
    return get_object_or_404(rows, pk=pk)


def _part(request: HttpRequest, row: Appointment) -> HttpResponse:
    may_edit = can(request.user, "appointments.edit")
    moves = [AppointmentStatus(code) for code in moves_of(row, clock.now())] if may_edit else []
    context = {
        "row": row,
        "moves": [status for status in moves if status != AppointmentStatus.CANCELLED],
        "may_cancel": AppointmentStatus.CANCELLED in moves,
        "changes": row.changes.select_related("actor"),
        "may_see_exam": row.exam is not None and can(request.user, "prescriptions.view"),
    }
    return render(request, "appointments/_part.html", context)


def _page(request: HttpRequest, person: Person, form: BookingForm, *, status: int = 200) -> HttpResponse:
    return render(request, "appointments/new.html", {"person": person, "form": form}, status=status)


def _start(request: HttpRequest) -> dict[str, Any]:
    salon = getattr(request.user, "salon", None)
    return {"salon": salon, "day": clock.today(salon.timezone if salon else None)}


def _zone(user: Any) -> str | None:
    salon = getattr(user, "salon", None)
    return salon.timezone if salon else None
