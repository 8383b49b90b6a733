"""Rooms of what did not go in: rows that wait, codes without a meaning, refusals."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from optics_crm.core import audit
from optics_crm.core.models import SyncClient, SyncCode, SyncExtraKey, SyncRejected
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import requires
from optics_crm.core.sync import meanings, waiting
from optics_crm.core.sync.pages.rooms import show
from optics_crm.core.sync.parking import retrying


@requires("sync.view")
@require_GET
def waiting_page(request: HttpRequest) -> HttpResponse:
    context = {
        "missing": waiting.missing_objects(),
        "values": meanings.waiting_values(),
        "codes": SyncCode.objects.select_related("client").order_by("kind", "field", "value")[:500],
        "extras": SyncExtraKey.objects.select_related("client").order_by("-first_seen", "kind", "key")[:100],
    }
    return show(request, "sync_waiting", "sync/waiting.html", context)


@requires("sync.manage")
@require_POST
def give_meaning(request: HttpRequest) -> HttpResponse:
    """Says what a value means; the rows that waited for it go in."""
    told = {name: request.POST.get(name, "") for name in ("kind", "field", "value", "code")}
    client = get_object_or_404(SyncClient, pk=_uuid(request, "client")) if request.POST.get("only") == "on" else None
    meanings.map_value(request.user, told["kind"], told["field"], value=told["value"], code=told["code"], client=client)
    messages.success(request, _("The value has its meaning: the rows that waited for it go in."))
    return redirect("core:sync_waiting")


@requires("sync.manage")
@require_POST
def take_meaning_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    meanings.forget_meaning(request.user, pk)
    messages.success(request, _("The value waits for a meaning again from the next row on."))
    return redirect("core:sync_waiting")


@requires("sync.manage")
@require_POST
def replay(request: HttpRequest) -> HttpResponse:
    """Tries the parked rows of one client again, all or those that wait for one kind."""
    client = get_object_or_404(SyncClient, pk=_uuid(request, "client"))
    tried = retrying.try_again(client, {"missing_kind": request.POST.get("missing_kind", "")[:40]})
    done = sum(count for status, count in tried.counts.items() if status in ("created", "updated", "unchanged"))
    audit.record(request.user, "core.sync.replayed", client, tried=sum(tried.counts.values()), applied=done)
    went = ngettext("%(n)s row went in", "%(n)s rows went in", done) % {"n": done}
    messages.info(request, _("%(went)s, %(left)s still wait.") % {"went": went, "left": tried.left})
    return redirect("core:sync_waiting")


@requires("sync.view")
@require_GET
def refused_page(request: HttpRequest) -> HttpResponse:
    """Refusals by reason with the hint for the 1C programmer; `?code=` and `?client=` show the very rows."""
    rows = SyncRejected.objects.select_related("client")
    code, client = request.GET.get("code", "")[:60], _uuid(request, "client")
    if code:
        rows = rows.filter(code=code)
    if client:
        rows = rows.filter(client=client)
    context = {
        "refusals": waiting.refusals(),
        "page": paginate(request, rows, ("-at", "-id")),
        "code": code,
    }
    return show(request, "sync_refused", "sync/refused.html", context)


def _uuid(request: HttpRequest, name: str) -> uuid.UUID | None:
    """The id that a form or an address names, None for what is no id."""
    try:
        return uuid.UUID(request.POST.get(name) or request.GET.get(name) or "")
    except ValueError:
        return None
