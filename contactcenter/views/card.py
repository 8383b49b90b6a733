"""The card of a call: looking at it, choosing and making sure of who speaks, finding or registering a stranger."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contactcenter.card_actions.base import actions_for
from contactcenter.desk import speakers, strangers
from contactcenter.desk.card import CallCard, calls_for, card_of_call
from contactcenter.desk.notes import Result
from contactcenter.desk.reasons import chosen_from, likely_reasons, reason_groups
from contactcenter.desk.week import asked_today
from contactcenter.models import Call, WeekReply
from contactcenter.presses import press
from customers.dossier_build import care_of, dossier_of
from customers.find import find_people
from customers.identity.answers import MayBeKnown
from customers.models import Person, Relationship
from optics_crm.core.errors import DomainError
from optics_crm.core.htmx import is_partial, retarget, toast, trigger
from optics_crm.core.permissions import requires
from optics_crm.core.search import Query

FOUND = 9
UNPROCESSABLE = 422


@requires("calls.work")
@require_GET
def card(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The card; as a fragment for the screen, as a page of its own for whoever follows a link."""
    words = card_words(request, pk)
    if is_partial(request):
        return render(request, "desk/_card.html", words)
    return render(request, "desk/card.html", words | talk_words(request, words["card"]))


@requires("calls.work")
@require_GET
def talk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is written of a call: the note, the reason, the result, the question of the week."""
    words = card_words(request, pk)
    return render(request, "desk/_talk.html", words | talk_words(request, words["card"]))


@requires("calls.work")
@require_GET
def conclusion(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The reason, the result, the question of the week: without the note, that somebody may be typing."""
    words = card_words(request, pk)
    return render(request, "desk/_conclusion.html", words | talk_words(request, words["card"]))


@requires("calls.work")
@require_GET
def offer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What may be offered to the speaker, and why; fetched after the card."""
    shown = _card(request, pk)
    care = care_of(dossier_of(request.user, shown.person.pk)) if shown.is_open and shown.person else None
    return render(request, "desk/_offer.html", {"care": care})


@requires("calls.work")
@require_POST
def choose(request: HttpRequest, pk: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """Says who speaks."""
    call = _call(request, pk)
    chosen = get_object_or_404(Person.objects.visible_to(request.user), pk=person)
    speakers.choose_speaker(request.user, call, chosen)  # type: ignore[arg-type]
    strangers.remember_number(request.user, call, chosen)  # type: ignore[arg-type]
    return _again(request, pk)


@requires("calls.work")
@require_POST
def verify(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The operator has made sure who speaks: the card opens."""
    speakers.verify(request.user, _call(request, pk))  # type: ignore[arg-type]
    return _again(request, pk)


@requires("calls.work")
@require_POST
def doubt(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """It was somebody else: the card closes again."""
    speakers.take_back_verification(request.user, _call(request, pk))  # type: ignore[arg-type]
    return _again(request, pk)


@requires("calls.work")
@require_GET
def find(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Clients by name, phone or card, to say who speaks."""
    query = Query.read(request.GET.get("q", ""))
    found = find_people(request.user, query, FOUND) if query.is_long_enough else []
    return render(request, "desk/_found.html", {"call": _call(request, pk), "found": found, "query": query})


@requires("families.edit")
@require_GET
def relatives(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Clients by name or phone, to link one as a relative of the speaker."""
    call, query = _call(request, pk), Query.read(request.GET.get("q", ""))
    found = find_people(request.user, query, FOUND) if query.is_long_enough else []
    rows = [(str(one.pk), one.full_name) for one in found if one.pk != call.person_id]
    words = {"call": call, "found": rows, "query": query, "kinds": Relationship.Kind.choices}
    return render(request, "desk/_relatives.html", words)


@requires("calls.work")
@require_http_methods(["GET", "POST"])
def newcomer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new client with the number that calls, after a look at who may be the same person."""
    call = _call(request, pk)
    if request.method == "GET":
        return render(request, "desk/_newcomer.html", {"call": call, "form": strangers.NewcomerForm()})
    form = strangers.NewcomerForm(request.POST)
    words: dict[str, Any] = {"call": call, "form": form}
    if not form.is_valid():
        return render(request, "desk/_newcomer.html", words, status=UNPROCESSABLE)
    try:
        person = strangers.register(request.user, call, form, seen=request.POST.getlist("seen")[:50])  # type: ignore[arg-type]
    except MayBeKnown as question:
        words["known"] = strangers.shown(request.user, question.candidates)
        return render(request, "desk/_newcomer.html", words, status=UNPROCESSABLE)
    except DomainError as error:
        form.add_error(None, str(error.message))
        return render(request, "desk/_newcomer.html", words, status=error.status)
    speakers.choose_speaker(request.user, call, person)  # type: ignore[arg-type]
    speakers.verify(request.user, call)  # type: ignore[arg-type]
    return toast(retarget(_again(request, pk), "#desk-card"), _("The customer is registered."))


def card_words(request: HttpRequest, pk: uuid.UUID) -> dict[str, Any]:
    """The card's words; that a colleague's open card was looked into is recorded."""
    shown = _card(request, pk)
    if shown.is_a_colleagues and shown.sure is not None:
        speakers.look_into(request.user, shown.call, shown.sure)  # type: ignore[arg-type]
    may_dial = shown.call.ended_at is not None and shown.call.phone
    dial = press(request.user, call=pk) if may_dial else None
    return {"card": shown, "call": shown.call, "actions": actions_for(shown), "dial": dial}


def talk_words(request: HttpRequest, shown: CallCard) -> dict[str, Any]:
    """What the operator writes: five questions."""
    question, groups = asked_today(), reason_groups()
    answered = WeekReply.objects.filter(question=question, call=shown.call).values_list("answer", flat=True).first()
    return {
        "mine": shown.mine,
        "groups": groups,
        "suggested": chosen_from(groups, likely_reasons(shown)),
        "results": Result.choices,
        "question": question,
        "answered": answered,
    }


def _card(request: HttpRequest, pk: uuid.UUID) -> CallCard:
    call = calls_for(request.user).filter(pk=pk).first()  # type: ignore[arg-type]
    if call is None:
        raise Http404
    return card_of_call(request.user, call)  # type: ignore[arg-type]


def _call(request: HttpRequest, pk: uuid.UUID) -> Call:
    return get_object_or_404(Call.objects.visible_to(request.user), pk=pk)


def _again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The card as it stands now; a form without a script gets the page."""
    if not is_partial(request):
        return redirect("contactcenter:card", pk)
    return trigger(render(request, "desk/_card.html", card_words(request, pk)), "desk-changed")
