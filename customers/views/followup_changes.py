"""What is done with one promise: each a form of its page or of the list."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.followup_forms import AgainForm, AnswerForm, ClosingForm, PostponingForm, TryingForm
from customers.followups import assign_followup, close_followup, postpone_followup, try_again
from customers.handing import answer_followup, ask_again
from customers.models import FollowUp
from optics_crm.core.permissions import requires
from optics_crm.core.views import back


@requires("followups.work")
@require_POST
def close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    said = _read(request, pk, ClosingForm, _("Say how it ended."))
    if said:
        row, data = said
        close_followup(request.user, row, data["outcome"], note=data["note"], revision=data["revision"])
        messages.success(request, _("The promise is closed."))
    return redirect(back(request))


@requires("followups.work")
@require_POST
def take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Makes the user the owner."""
    assign_followup(request.user, _own(request, pk), request.user)  # type: ignore[arg-type]
    messages.success(request, _("The promise is yours now."))
    return redirect(back(request))


@requires("followups.work")
@require_POST
def postpone(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    said = _read(request, pk, PostponingForm, _("Choose a moment and write the reason."))
    if said:
        row, data = said
        postpone_followup(request.user, row, data["due_at"], reason=data["reason"], revision=data["revision"])
        messages.success(request, _("The promise has a new term."))
    return redirect(back(request))


@requires("followups.work")
@require_POST
def tried(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Nobody was reached; another attempt follows."""
    said = _read(request, pk, TryingForm, _("Choose when to try again."))
    if said:
        row, data = said
        try_again(request.user, row, data["due_at"], note=data["reason"], revision=data["revision"])
        messages.success(request, _("The attempt is counted; the promise has a new term."))
    return redirect(back(request))


@requires("followups.work")
@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The answer goes back to whoever promised."""
    said = _read(request, pk, AnswerForm, _("Write the answer."))
    if said:
        row, data = said
        row = answer_followup(request.user, row, data["answer"], told=data["told"], revision=data["revision"])
        is_over = row.status == FollowUp.Status.CLOSED
        words = _("The promise is closed.") if is_over else _("The answer went back to the one who promised.")
        messages.success(request, words)
    return redirect(back(request))


@requires("followups.work")
@require_POST
def again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The answer leaves something open."""
    said = _read(request, pk, AgainForm, _("Say what is to be answered."))
    if said:
        row, data = said
        ask_again(request.user, row, data["words"], revision=data["revision"])
        messages.success(request, _("The question went back to the one who answered."))
    return redirect(back(request))


def _read(
    request: HttpRequest, pk: uuid.UUID, kind: type[forms.Form], otherwise: str
) -> tuple[FollowUp, dict[str, Any]] | None:
    """The promise and what the form says; None, with a word to the user, where the form cannot be read."""
    row, form = _own(request, pk), kind(request.POST)
    if form.is_valid():
        return row, form.cleaned_data
    messages.error(request, otherwise)
    return None


def _own(request: HttpRequest, pk: uuid.UUID) -> FollowUp:
    return get_object_or_404(FollowUp.objects.visible_to(request.user), pk=pk)
