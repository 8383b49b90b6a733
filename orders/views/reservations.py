"""What is put aside: the list, the form that asks for it, and what is done with it."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.filters import PersonFilter
from customers.models import Person
from optics_crm.core import clock, exports
from optics_crm.core.htmx import is_partial
from optics_crm.core.models import Salon
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import can, requires
from optics_crm.core.views import back
from orders.filters import PLACES, ReservationFilter
from orders.models import Product, Reservation
from orders.reservations import DAYS, next_of, request_reservation, settle_reservation

ORDER = ("-created_at", "id")
CANDIDATES = 10


class RequestForm(forms.Form):
    """How many, where to and until when."""

    to_salon = forms.ModelChoiceField(label=gettext_lazy("Send to"), queryset=PLACES, required=False)
    qty = forms.DecimalField(
        label=gettext_lazy("Quantity"), min_value=1, max_value=99, max_digits=5, decimal_places=0, initial=1
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class SettleForm(forms.Form):
    """What becomes of it."""

    status = forms.ChoiceField(choices=Reservation.Status.choices)
    reason = forms.CharField(max_length=300, required=False)
    revision = forms.IntegerField()


def found_for(user: Any, asked: QueryDict) -> ReservationFilter:
    """The user's reservations under the filters; open ones unless another status is asked for."""
    query = asked.copy()
    query.setdefault("status", "open")
    rows = Reservation.objects.visible_to(user)
    return ReservationFilter(query, rows.select_related("product", "from_salon", "to_salon", "card__person"))


def rows_for_export(user: Any, query: QueryDict) -> "QuerySet[Reservation]":
    return found_for(user, query).qs.order_by(*ORDER)


@requires("reservations.view")
@require_GET
def reservation_list(request: HttpRequest) -> HttpResponseBase:
    if "export" in request.GET:
        return exports.respond(request, "reservations")
    found = found_for(request.user, request.GET)
    page = paginate(request, found.qs, ORDER)
    may_settle = can(request.user, "reservations.settle")
    context = {
        "filter": found,
        "page": page,
        "rows": [(row, next_of(row) if may_settle else []) for row in page.rows],
        "may_request": can(request.user, "reservations.request"),
    }
    template = "orders/_reservation_rows.html" if is_partial(request) else "orders/reservations.html"
    return render(request, template, context)


@requires("reservations.request")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Asks for a product of a salon; the client comes from the dossier or is looked for here."""
    product = get_object_or_404(Product, pk=_id(request, "product"), deleted_at=None)
    salon = get_object_or_404(Salon, pk=_id(request, "from"), deleted_at=None)
    people = Person.objects.visible_to(request.user)
    person = people.filter(pk=_id(request, "customer")).first() if request.GET.get("customer") else None
    form = RequestForm(request.POST if request.method == "POST" else None, initial=_initial(request.user))
    if request.method == "POST" and person is not None and form.is_valid():
        said = form.cleaned_data
        row = request_reservation(
            request.user,
            person,
            product,
            salon,
            to_salon=said["to_salon"],
            qty=said["qty"],
            until=_end_of(said["until"], salon),
        )
        messages.success(request, _("Asked for: the salon will put it aside."))
        return redirect("customers:person", row.card.person_id)
    context = {
        "product": product,
        "salon": salon,
        "person": person,
        "form": form,
        "q": request.GET.get("q", "")[:80],
        "candidates": _candidates(request, people) if person is None else [],
    }
    return render(request, "orders/reservation_new.html", context, status=422 if form.is_bound else 200)


@requires("reservations.settle")
@require_POST
def settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(Reservation.objects.visible_to(request.user), pk=pk)
    form = SettleForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        settle_reservation(request.user, row, said["status"], reason=said["reason"], revision=said["revision"])
        messages.success(request, _("Noted."))
    else:
        messages.error(request, _("Choose what became of it."))
    return redirect(back(request))


def _candidates(request: HttpRequest, people: "QuerySet[Person]") -> list[Person]:
    text = request.GET.get("q", "").strip()[:80]
    if not text:
        return []
    found = PersonFilter({"q": text}, people.select_related("home_salon", "main_phone"))
    return list(found.qs.order_by("-created_at")[:CANDIDATES])


def _initial(user: Any) -> dict[str, Any]:
    return {"to_salon": user.salon_id, "qty": 1, "until": clock.today() + dt.timedelta(days=DAYS)}


def _end_of(day: dt.date, salon: Salon) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(20), clock.zone_of(salon.timezone))


def _id(request: HttpRequest, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.GET.get(name, ""))
    except ValueError:
        raise Http404 from None
