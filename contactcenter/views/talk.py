"""What an operator writes of a call, and the actions of the card."""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from contactcenter.card_actions.base import ACTIONS, check_ready
from contactcenter.desk import notes, week
from contactcenter.desk.card import calls_for, card_of_call
from contactcenter.models import Call, ContactReason, WeekAnswer
from contactcenter.views.card import card_words, talk_words
from optics_crm.core.errors import DomainError
from optics_crm.core.htmx import is_partial, toast, trigger
from optics_crm.core.permissions import requires

UNPROCESSABLE = 422


class NoteForm(forms.Form):
    """The text of a window and the revision that it knows."""

    note = forms.CharField(required=False, strip=False)
    revision = forms.IntegerField(min_value=0)


@requires("calls.work")
@require_POST
def note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keeps the note: `{"revision"}`; 409 with how it stands now where another window has changed it."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"code": "bad_form"}, status=400)
    data = form.cleaned_data
    text = data["note"].replace("\r\n", "\n")
    try:
        row = notes.write_note(request.user, _call(request, pk), text, data["revision"])  # type: ignore[arg-type]
    except notes.NoteChanged as changed:
        return JsonResponse({"code": changed.code, **changed.detail}, status=changed.status)
    except DomainError as error:
        return JsonResponse({"code": error.code, "message": str(error.message)}, status=error.status)
    return JsonResponse({"revision": row.revision})


@requires("calls.work")
@require_POST
def reason(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Says why the client called."""
    row = get_object_or_404(ContactReason, code=request.POST.get("reason", "")[:40])
    notes.name_reason(request.user, _call(request, pk), row)  # type: ignore[arg-type]
    return _talk(request, pk)


@requires("calls.work")
@require_POST
def result(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Says how the call ended."""
    notes.say_result(request.user, _call(request, pk), request.POST.get("result", ""))  # type: ignore[arg-type]
    return _talk(request, pk)


@requires("calls.work")
@require_POST
def finish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The call is done: the next one."""
    notes.wrap_up(request.user, _call(request, pk))  # type: ignore[arg-type]
    if not is_partial(request):
        return redirect("contactcenter:screen")
    return trigger(HttpResponse(status=204), "desk-finished", str(pk))


@requires("calls.work")
@require_POST
def week_reply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Counts what the client answered to the question of the week."""
    answers = WeekAnswer.objects.select_related("question")
    chosen = request.POST.get("answer", "")
    answer = get_object_or_404(answers, pk=int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0)
    week.reply(request.user, _call(request, pk), answer)  # type: ignore[arg-type]
    return _talk(request, pk)


@requires("calls.work")
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    """An action of the card: its form, and doing it."""
    action, call = ACTIONS.find(code), calls_for(request.user).filter(pk=pk).first()  # type: ignore[arg-type]
    if action is None or call is None:
        raise Http404
    card = card_of_call(request.user, call)  # type: ignore[arg-type]
    check_ready(action, card)
    form = action.form(request.POST if request.method == "POST" else None, card=card)
    words: dict[str, Any] = {"action": action, "card": card, "call": call, "form": form}
    if request.method == "GET" or not form.is_valid():
        return render(request, action.template, words, status=200 if request.method == "GET" else UNPROCESSABLE)
    try:
        done = action.act(card, {**form.cleaned_data, "form": form})
    except DomainError as error:
        form.add_error(None, str(error.message))
        return render(request, action.template, words, status=UNPROCESSABLE)
    if done.result and not (card.mine and card.mine.result):
        notes.say_result(request.user, call, done.result)  # type: ignore[arg-type]
    if not is_partial(request):
        return redirect(f"{reverse('contactcenter:screen')}?open={pk}")
    return toast(trigger(HttpResponse(status=204), "desk-acted", str(pk)), done.words)


def _call(request: HttpRequest, pk: uuid.UUID) -> Call:
    return get_object_or_404(Call.objects.visible_to(request.user), pk=pk)


def _talk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if not is_partial(request):
        return redirect(f"{reverse('contactcenter:screen')}?open={pk}")
    words = card_words(request, pk)
    return render(request, "desk/_conclusion.html", words | talk_words(request, words["card"]))
