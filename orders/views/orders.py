"""The list of orders, the page of one, and what is done with it."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from optics_crm.core import clock, exports
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import can, requires, salon_scope
from orders import order_actions
from orders.answers import is_late
from orders.filters import OrderFilter
from orders.models import Order
from orders.order_page import RELATED, build_order

ORDER = ("-ordered_at", "id")


class MoveForm(forms.Form):
    """Where an order goes on to."""

    status = forms.CharField(max_length=16)
    comment = forms.CharField(max_length=300, required=False)
    revision = forms.IntegerField()


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(max_length=300)
    revision = forms.IntegerField()


class RemakeForm(forms.Form):
    """Why an order is made anew."""

    cause = forms.ChoiceField(choices=order_actions.RemakeCause.choices)
    comment = forms.CharField(max_length=300, required=False)
    revision = forms.IntegerField()


class PromiseForm(forms.Form):
    """Another day."""

    promised_on = forms.DateField()
    reason = forms.CharField(max_length=300, required=False)
    revision = forms.IntegerField()


def found_for(user: Any, query: QueryDict) -> OrderFilter:
    rows = Order.objects.of_desk(user).filter(ordered_at__isnull=False).select_related("salon", "card__person")
    found = OrderFilter(query, rows)
    if salon_scope(user) is not None:
        del found.form.fields["salon"]
    return found


def rows_for_export(user: Any, query: QueryDict) -> "QuerySet[Order]":
    return found_for(user, query).qs.order_by(*ORDER)


@requires("orders.view")
@require_GET
def order_list(request: HttpRequest) -> HttpResponseBase:
    if "export" in request.GET:
        return exports.respond(request, "orders")
    found = found_for(request.user, request.GET)
    page = paginate(request, found.qs, ORDER)
    today = clock.today()
    context = {
        "filter": found,
        "page": page,
        "rows": [(row, is_late(row, today)) for row in page.rows],
        "may_export": can(request.user, "orders.export"),
        "show_salon": salon_scope(request.user) is None,
    }
    return render(request, "orders/_order_rows.html" if is_partial(request) else "orders/orders.html", context)


@requires("orders.view")
@require_GET
def order_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    joined = Order.objects.filter(pk=pk, joined_into__isnull=False).values_list("joined_into", flat=True).first()
    order = _own(request, joined or pk)
    if joined:
        return redirect("orders:order", joined, permanent=True)
    return render(request, "orders/order.html", {"shown": build_order(request.user, order)})


@requires("orders.work")
@require_POST
def move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _done(request, pk, MoveForm, _move)


@requires("orders.work")
@require_POST
def hold(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _done(request, pk, ReasonForm, order_actions.hold_order)


@requires("orders.work")
@require_POST
def remake(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _done(request, pk, RemakeForm, order_actions.remake_order)


@requires("orders.cancel")
@require_POST
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _done(request, pk, ReasonForm, order_actions.cancel_order)


@requires("orders.promise")
@require_POST
def promise(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _done(request, pk, PromiseForm, _promise)


def _move(actor: Any, order: Order, *, status: str, comment: str, revision: int) -> Order:
    return order_actions.change_status(actor, order, status, comment=comment, revision=revision)


def _promise(actor: Any, order: Order, *, promised_on: Any, reason: str, revision: int) -> Order:
    return order_actions.promise_order(actor, order, promised_on, reason=reason, revision=revision)


def _done(request: HttpRequest, pk: uuid.UUID, form_class: type[forms.Form], act: Callable[..., Order]) -> HttpResponse:
    order = _own(request, pk)
    form = form_class(request.POST)
    if not form.is_valid():
        messages.error(request, _("Something is missing: say why, and for which day or status."))
    else:
        act(request.user, order, **form.cleaned_data)
        messages.success(request, _("The order is changed."))
    return redirect("orders:order", pk)


def _own(request: HttpRequest, pk: uuid.UUID) -> Order:
    return get_object_or_404(Order.objects.visible_to(request.user).select_related(*RELATED), pk=pk)
