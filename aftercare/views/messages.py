"""Messages on the screen: the list with its filters, one message with its why and its way."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from aftercare.message_filters import MessageFilter
from aftercare.message_forms import SettleForm
from aftercare.message_story import occasions_of, shown, steps
from aftercare.models import Message
from aftercare.outbox.texts import shown_words
from optics_crm.core import exports
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import can, requires

UNSETTLED = 10
ORDER = ("-planned_at", "id")


def rows_for_export(user: Any, query: QueryDict) -> "QuerySet[Message]":
    return MessageFilter(query, Message.objects.visible_to(user)).qs.with_sources().order_by(*ORDER)


@requires("messages.view")
@require_GET
def message_list(request: HttpRequest) -> HttpResponseBase:
    """Newest first; above them those whose outcome nobody knows, for they need a person."""
    if "export" in request.GET:
        return exports.respond(request, "messages")
    rows = Message.objects.visible_to(request.user)
    found = MessageFilter(request.GET, rows)
    page = paginate(request, found.qs.with_sources(), ORDER)
    context = {"filter": found, "page": page, "rows": [shown(row, request.user) for row in page]}
    if is_partial(request):
        return render(request, "aftercare/_messages.html", context)
    unsettled = list(rows.with_sources().unsettled()[: UNSETTLED + 1])
    context |= {
        "unsettled": [shown(row, request.user) for row in unsettled[:UNSETTLED]],
        "more_unsettled": len(unsettled) > UNSETTLED,
    }
    return render(request, "aftercare/messages.html", context)


@requires("messages.view")
@require_GET
def message_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return show_message(request, pk)


def show_message(
    request: HttpRequest, pk: uuid.UUID, form: SettleForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of a message; `form` is the one that settles it, with what was wrong in it."""
    rows = Message.objects.visible_to(request.user).with_sources().prefetch_related("receipts")
    row = get_object_or_404(rows.select_related("run"), pk=pk)
    context = {
        "message": row,
        "shown": shown(row, request.user),
        "words": shown_words(row.text, row.params),
        "occasions": occasions_of(row),
        "steps": steps(row),
        "may_see_campaign": can(request.user, "campaigns.view"),
        "settling": form or SettleForm(),
        "may_settle": can(request.user, "messages.settle") and row.state == Message.State.UNKNOWN,
    }
    return render(request, "aftercare/message.html", context, status=status)
