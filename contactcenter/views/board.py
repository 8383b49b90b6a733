"""Tickets as a board by stage and as a list: the same rows, the same filters."""

from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from contactcenter.filters import TicketFilter
from contactcenter.models import Ticket
from contactcenter.shown import columns_of, show
from optics_crm.core import clock, exports
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import can, requires, salon_scope

ORDER = ("-opened_at", "id")
JOINED = ("card__person", "salon", "workshop", "owner")
ON_BOARD = 240  # the most urgent; the columns say how many more there are


def found_for(user: Any, asked: QueryDict) -> TicketFilter:
    """The user's tickets under the filters; open ones unless something else is asked for."""
    query = asked.copy()
    query.setdefault("state", "open")
    found = TicketFilter(query, Ticket.objects.visible_to(user), user=user)
    if salon_scope(user) is not None:
        del found.form.fields["salon"]
    return found


def rows_for_export(user: Any, query: QueryDict) -> "QuerySet[Ticket]":
    return found_for(user, query).qs.select_related(*JOINED).order_by(*ORDER)


@requires("tickets.view")
@require_GET
def ticket_list(request: HttpRequest) -> HttpResponseBase:
    if "export" in request.GET:
        return exports.respond(request, "tickets")
    found = found_for(request.user, request.GET)
    is_list = request.GET.get("view") == "list"
    if not is_list:
        found.form.fields.pop("state", None)
    context = {"filter": found, "tabs": _tabs(request, is_list=is_list), "view": request.GET.get("view", "")}
    return _list(request, found, context) if is_list else _board(request, found, context)


def _list(request: HttpRequest, found: TicketFilter, context: dict[str, Any]) -> HttpResponse:
    page = paginate(request, found.qs.select_related(*JOINED), ORDER)
    context |= {"page": page, "tickets": show(page.rows, request.user)}
    return render(request, "tickets/_rows.html" if is_partial(request) else "tickets/list.html", context)


def _board(request: HttpRequest, found: TicketFilter, context: dict[str, Any]) -> HttpResponse:
    rows = found.qs.filter(closed_at__isnull=True)
    totals = dict(rows.order_by().values_list("stage").annotate(Count("pk")))
    urgent = rows.select_related(*JOINED).alias(lateness=_lateness()).order_by("lateness", "stage_due_at", "pk")
    columns = columns_of(show(urgent[:ON_BOARD], request.user), totals)
    context |= {
        "columns": columns,
        "total": sum(totals.values()),
        "may_work": can(request.user, "tickets.work"),
        "here": request.get_full_path(),
    }
    return render(request, "tickets/_board.html" if is_partial(request) else "tickets/board.html", context)


def _lateness() -> Case:
    late = Ticket.objects.late_q(clock.now(), clock.today())
    return Case(
        When(late, then=Value(0)), When(is_paused=True, then=Value(2)), default=Value(1), output_field=IntegerField()
    )


def _tabs(request: HttpRequest, *, is_list: bool) -> list[dict[str, Any]]:
    """Board and list keep each other's filters."""
    query = request.GET.copy()
    for name in ("view", "after", "before", "state"):
        query.pop(name, None)
    address = reverse("contactcenter:tickets")
    kept = query.urlencode()
    return [
        {
            "label": _("Board"),
            "url": f"{address}?{kept}" if kept else address,
            "current": not is_list,
            "icon": "layout-kanban",
        },
        {
            "label": _("List"),
            "url": f"{address}?view=list" + (f"&{kept}" if kept else ""),
            "current": is_list,
            "icon": "list",
        },
    ]
