"""Calling out by a click: the page names whom, never which number."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contactcenter.calls.dialling import dial
from contactcenter.models import Call, DialWish
from customers.models import FollowUp, Person
from optics_crm.core.htmx import is_partial, toast
from optics_crm.core.permissions import requires


@requires("calls.dial")
@require_POST
@transaction.non_atomic_requests
def press(request: HttpRequest) -> HttpResponse:
    """Calls the client of a `person`, a `followup` or a `call`; what the exchange said stays on record."""
    phone, person, followup, back = _whom(request)
    wish = dial(request.user, phone, person=person, followup=followup)
    words = {
        DialWish.State.ASKED: _("Your telephone will ring now: pick it up, and the client is called."),
        DialWish.State.REFUSED: _("The telephone exchange did not take the call: %(why)s.") % {"why": wish.fault},
        DialWish.State.UNKNOWN: _("The telephone exchange does not answer. Call by hand, or try again in a minute."),
    }[DialWish.State(wish.state)]
    is_good = wish.state == DialWish.State.ASKED
    if is_partial(request):
        return toast(HttpResponse(status=204), words, "success" if is_good else "error")
    (messages.success if is_good else messages.error)(request, words)
    return redirect(back)


def _whom(request: HttpRequest) -> tuple[str, Person | None, FollowUp | None, str]:
    """The number, whose it is, what it is about, and the page to return to."""
    user, form = request.user, request.POST
    if form.get("followup"):
        row = _one(FollowUp.objects.visible_to(user).select_related("person__main_phone"), form["followup"])
        call = Call.objects.filter(pk=row.call).first() if row.call else None
        number = call.phone if call and call.phone else _main(row.person)
        return number, row.person, row, reverse("customers:followups")
    if form.get("call"):
        call = _one(Call.objects.visible_to(user).select_related("person"), form["call"])
        return call.phone, call.person, None, reverse("contactcenter:call", args=[call.pk])
    person = _one(Person.objects.visible_to(user).select_related("main_phone"), form.get("person", ""))
    return _main(person), person, None, reverse("customers:person", args=[person.pk])


def _main(person: Person | None) -> str:
    return person.main_phone.number if person and person.main_phone else ""


def _one(rows: Any, text: str) -> Any:
    """The row of that id as far as the user may see it; 404 for anything else."""
    try:
        row = rows.filter(pk=uuid.UUID(text)).first()
    except ValueError:
        row = None
    if row is None:
        raise Http404
    return row
