"""The operator's short form of a call after a purchase: a key per answer."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.surveys.asking import shown_questions
from aftercare.surveys.calling import Talk, answer_call, decline, not_reached, slots, talk_of
from aftercare.surveys.queue import KIND
from customers.models import FollowUp
from customers.presses import presses_of_promise
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import can, requires


@requires("surveys.ask")
@require_http_methods(["GET", "HEAD", "POST"])
def call_form(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is asked, of whom; answers, a client who is not reached or declines."""
    rows = FollowUp.objects.visible_to(request.user).filter(kind=KIND).select_related("person", "card", "salon")
    talk = talk_of(get_object_or_404(rows, pk=pk))
    if talk.followup.status != FollowUp.Status.OPEN:
        return redirect("customers:followup", pk)
    fault = None
    if request.method == "POST":
        try:
            words = _act(request, talk)
        except DomainError as error:
            fault = error
        else:
            messages.success(request, words)
            return redirect("customers:followup", pk)
    context = {
        "talk": talk,
        "fault": fault,
        "questions": shown_questions(talk.survey, request.POST, fault),
        "slots": slots(talk.followup.salon),
        "opens": can(request.user, "customers.view"),
        "presses": presses_of_promise(request.user, talk.followup),
    }
    return render(request, "surveys/call.html", context, status=fault.status if fault else 200)


def _act(request: HttpRequest, talk: Talk) -> str:
    """Does what the pressed button says; returns the words about it."""
    revision = _whole(request.POST.get("revision", ""))
    deed = request.POST.get("deed", "answer")
    if deed == "not_reached":
        row = not_reached(request.user, talk, revision=revision)
        is_over = row.status == FollowUp.Status.CLOSED
        return _("The client was not reached; nobody tries again.") if is_over else _("The next attempt has its term.")
    if deed == "declined":
        decline(request.user, talk, revision=revision)
        return _("The client is left alone.")
    said = {name.removeprefix("q-"): value for name, value in request.POST.items() if name.startswith("q-")}
    answer = answer_call(request.user, talk, said, slot=_slot(request.POST.get("slot", ""), talk), revision=revision)
    return _("The doctor is asked to call; the answer comes back to you.") if answer.is_alarm else _("Thank you: kept.")


def _slot(said: str, talk: Talk) -> dt.datetime | None:
    """One of the offered hours, else none."""
    return next((slot for slot in slots(talk.followup.salon) if slot.isoformat() == said), None)


def _whole(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else None
