"""The operator's screen: the page, and its parts that are asked for again and again."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from contactcenter.desk import states
from contactcenter.desk.my_calls import calls_on
from contactcenter.desk.salons import find_salons
from contactcenter.desk.waiting import queue_of
from contactcenter.kpis.today import today_of
from contactcenter.views.card import card_words, talk_words
from optics_crm.core.htmx import is_partial, trigger
from optics_crm.core.permissions import requires
from optics_crm.core.views import back

STATES = (
    ("free", "circle-check", "Shift+KeyF"),
    ("busy", "clock", "Shift+KeyD"),
    ("break", "player-pause", "Shift+KeyB"),
    ("away", "logout", "Shift+KeyA"),
)


@requires("calls.work")
@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    """The whole page, every part filled in."""
    states.seen(request.user)  # type: ignore[arg-type]
    words = calls_words(request) | side_words(request)
    current = words["current"]
    if current is not None:
        card = card_words(request, current.call.pk)
        words |= card | talk_words(request, card["card"])
    return render(request, "desk/screen.html", words)


@requires("calls.work")
@require_GET
def calls_part(request: HttpRequest) -> HttpResponse:
    """The calls on the desk as tabs; 204 while nothing has changed since the version that the browser has."""
    states.seen(request.user)  # type: ignore[arg-type]
    words = calls_words(request)
    if request.GET.get("seen") == words["version"]:
        return HttpResponse(status=204)
    return render(request, "desk/_calls.html", words)


@requires("calls.work")
@require_GET
def side_part(request: HttpRequest) -> HttpResponse:
    """The own state and figures, the queue, the team."""
    return render(request, "desk/_side.html", side_words(request))


@requires("calls.work")
@require_POST
def set_state(request: HttpRequest) -> HttpResponse:
    """The user is free, busy, on a break or away from now on."""
    states.set_state(request.user, request.POST.get("state", ""))  # type: ignore[arg-type]
    if not is_partial(request):
        return redirect(back(request))
    return trigger(render(request, "desk/_side.html", side_words(request)), "desk-changed")


@requires("calls.work")
@require_GET
def salons(request: HttpRequest) -> HttpResponse:
    """Hours, doctors and the way in of the salons that the text names."""
    text = request.GET.get("q", "")
    template = "desk/_salons.html" if is_partial(request) else "desk/salons.html"
    return render(request, template, {"salons": find_salons(text), "q": text})


def calls_words(request: HttpRequest) -> dict[str, Any]:
    """The tabs; `current` is the opened one, else the most urgent."""
    opened = _id(request.GET.get("open", ""))
    found = calls_on(request.user, opened)  # type: ignore[arg-type]
    named = next((one for one in found if one.call.pk == opened), None)
    current = named or (found[0] if found else None)
    marks = [f"{one.call.pk}:{one.part}:{one.version}" for one in found]
    return {"calls": found, "current": current, "opened": opened, "version": "|".join(marks) or "none"}


def side_words(request: HttpRequest) -> dict[str, Any]:
    team = states.team_now()
    me = next((one for one in team if one.employee.pk == request.user.pk), None)
    return {
        "me": me or states.own_state(request.user),  # type: ignore[arg-type]
        "states": STATES,
        "team": [one for one in team if one is not me and one.doing != states.AWAY],
        "away": [one.employee for one in team if one is not me and one.doing == states.AWAY],
        "queue": queue_of(request.user),  # type: ignore[arg-type]
        "today": today_of(request.user.pk),
    }


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
