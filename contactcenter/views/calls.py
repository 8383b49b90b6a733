"""The log of calls, and the page of one."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contactcenter.call_filters import CallFilter
from contactcenter.calls import exchange_alarms
from contactcenter.calls.asked_marks import may_ask
from contactcenter.calls.callers import who_answers
from contactcenter.calls.shown import events_in_words, face_of, icon_of, name_for, show
from contactcenter.models import Call, DialWish
from contactcenter.presses import press
from customers.followup_shown import shown_followup
from customers.models import FollowUp
from optics_crm.core import audit, exports
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import can, requires

ORDER = ("-started_at", "-id")
EARLIER = 6


def found_for(user: Any, query: QueryDict) -> CallFilter:
    return CallFilter(query, Call.objects.visible_to(user))


def rows_for_export(user: Any, query: QueryDict) -> "QuerySet[Call]":
    return found_for(user, query).qs.select_related("person", "answered_by").order_by(*ORDER)


@requires("calls.view")
@require_GET
def call_list(request: HttpRequest) -> HttpResponseBase:
    if "export" in request.GET:
        return exports.respond(request, "calls")
    found = found_for(request.user, request.GET)
    page = paginate(request, found.qs.select_related("person", "answered_by"), ORDER)
    context = {
        "filter": found,
        "behind": found.figure_behind,
        "is_rest": request.GET.get("part") == "rest",
        "page": page,
        "calls": show(page.rows, request.user),
        "tabs": tabs_for(request.user, "calls"),
        "alarms": exchange_alarms.standing(),
    }
    return render(request, "calls/_rows.html" if is_partial(request) else "calls/list.html", context)


def tabs_for(user: Any, current: str) -> list[dict[str, Any]]:
    """The log and what could not be read, to those who may see both."""
    if not (can(user, "calls.view") and can(user, "calls.bodies")):
        return []
    words = (
        ("calls", _("Calls"), "phone"),
        ("unread", _("Requests that cannot be read"), "mailbox"),
        ("reconcile", _("Telephone exchanges"), "server"),
    )
    return [
        {"label": label, "url": reverse(f"contactcenter:{name}"), "current": name == current, "icon": icon}
        for name, label, icon in words
    ]


@requires("calls.view")
@require_GET
def call_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One call: who, when, whom it rang, what the exchange told, what is owed."""
    rows = Call.objects.visible_to(request.user).select_related("person", "household", "answered_by")
    call = get_object_or_404(rows, pk=pk)
    legs = list(call.legs.select_related("employee"))
    opens = can(request.user, "customers.view")
    caller = who_answers(call.phone) if call.person is None else None
    promises = FollowUp.objects.visible_to(request.user).filter(call=call.pk).select_related("person", "owner")
    same = Call.objects.visible_to(request.user).filter(phone=call.phone).exclude(pk=call.pk).exclude(phone="")
    wish = DialWish.objects.filter(call=call).select_related("actor").first()
    earlier = list(same.select_related("person", "answered_by").order_by(*ORDER)[:EARLIER])
    context = {
        "call": call,
        "face": face_of(call),
        "icon": icon_of(call),
        "legs": legs,
        "events": events_in_words(list(call.events.all()), legs),
        "client": name_for(call.person, opens=opens),
        "others": [(one, name_for(one, opens=opens)) for one in caller.people] if caller else [],
        "opens": opens,
        "reveal_url": reverse("contactcenter:call_phone", args=[pk]) if can(request.user, "customers.phones") else "",
        "may_see_promises": can(request.user, "followups.view"),
        "promises": [shown_followup(row, request.user) for row in promises.order_by("created_at")],
        "may_review": bool(call.answered_by) and can(request.user, "reviews.work") and call.answered_by != request.user,
        "may_ask": may_ask(request.user, call),
        "earlier": show(earlier, request.user),
        "recordings": list(call.recordings.order_by("created_at")),
        "may_listen": can(request.user, "calls.listen"),
        "wished_by": wish.actor.full_name if wish and wish.actor else "",
        "dial": press(request.user, call=call.pk) if call.phone else None,
    }
    return render(request, "calls/call.html", context)


@requires("customers.phones")
@require_POST
def reveal_phone(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The number of a call in full; that it was shown is recorded."""
    call = get_object_or_404(Call.objects.visible_to(request.user).exclude(phone=""), pk=pk)
    audit.record(request.user, "contactcenter.call.phone_revealed", call)
    return render(request, "customers/_phone_shown.html", {"number": call.phone})
