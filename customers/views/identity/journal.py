"""The decisions about identity: all of them, and taking one back."""

import uuid
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from customers import access
from customers.identity import deciding
from customers.identity.history import shown_events
from customers.models import IdentityEvent
from customers.views.identity.tabs import tabs
from optics_crm.core import exports
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import requires, salon_scope
from optics_crm.core.views import back

ORDER = ("-at", "-id")


class EventFilter(django_filters.FilterSet):
    """Which decisions are shown."""

    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Decision"), empty_label=gettext_lazy("any"), choices=IdentityEvent.Kind.choices
    )

    class Meta:
        model = IdentityEvent
        fields: list[str] = []


def visible_to(user: Any) -> "QuerySet[IdentityEvent]":
    """Decisions about people of whom the user may open at least one."""
    rows = IdentityEvent.objects.select_related("winner", "loser", "actor", "undone_by", "undoes")
    if salon_scope(user) is None:
        return rows
    paths = ("winner", "loser", "winner__merged_into", "loser__merged_into")
    return rows.filter(reduce(or_, (access.opens(user, path) for path in paths)))


def rows_for_export(user: Any, query: QueryDict) -> "QuerySet[IdentityEvent]":
    return EventFilter(query, visible_to(user)).qs.order_by(*ORDER)


@requires("identity.propose")
@require_GET
def journal_page(request: HttpRequest) -> HttpResponseBase:
    if "export" in request.GET:
        return exports.respond(request, "identity_journal")
    found = EventFilter(request.GET, visible_to(request.user))
    page = paginate(request, found.qs, ORDER)
    context = {
        "filter": found,
        "page": page,
        "rows": shown_events(request.user, page.rows),
        "tabs": tabs(request.user, "journal"),
    }
    return render(request, "identity/_journal_rows.html" if is_partial(request) else "identity/journal.html", context)


@requires("identity.decide")
@require_POST
def undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a decision back, whatever was decided since."""
    event = get_object_or_404(visible_to(request.user), pk=pk)
    deciding.undo_event(request.user, event)
    messages.success(request, _("Taken back. What happened since stays where it belongs."))
    return redirect(back(request) or "customers:identity_journal")
