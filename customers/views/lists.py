"""The list of customers."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customers.filters import PersonFilter
from customers.models import Person
from optics_crm.core import exports
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import can, requires, salon_scope

ORDER = ("-created_at", "id")


def found_for(user: Any, query: QueryDict) -> PersonFilter:
    rows = Person.objects.visible_to(user).select_related("home_salon", "main_phone", "main_email")
    found = PersonFilter(query, rows)
    if salon_scope(user) is not None:
        del found.form.fields["home_salon"]
    return found


def rows_for_export(user: Any, query: QueryDict) -> "QuerySet[Person]":
    return found_for(user, query).qs.order_by(*ORDER)


@requires("customers.view")
@require_GET
def customer_list(request: HttpRequest) -> HttpResponseBase:
    if "export" in request.GET:
        return exports.respond(request, "customers")
    found = found_for(request.user, request.GET)
    context = {
        "filter": found,
        "page": paginate(request, found.qs, ORDER),
        "may_export": can(request.user, "customers.export"),
        "show_salon": salon_scope(request.user) is None,
        "may_add": can(request.user, "customers.edit"),
    }
    return render(request, "customers/_rows.html" if is_partial(request) else "customers/list.html", context)
