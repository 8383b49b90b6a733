"""Doors of the live stream: GET /live/ (the stream), GET /live/since/ (the same by asking, when the stream is cut)."""

import json
import secrets
from functools import wraps
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET

from optics_crm.core.live import frames
from optics_crm.core.live.listeners import Listener, listener_of
from optics_crm.core.live.opening import Missed, missed_since, opening_of, said_cursor

LEAST_MS, SPREAD_MS = 300, 1200  # browsers that were cut off together do not come back together
ALONE_MS = 15_000  # where the server cannot hold the stream open
HEAD = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}


class ForListener(Protocol):
    def __call__(self, request: HttpRequest, listener: Listener) -> HttpResponse: ...


def for_employees(view: ForListener) -> Any:
    """Scripts ask these doors: without a login they get 401, no page to log in."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        user: Any = request.user
        if not user.is_authenticated:
            return JsonResponse({"code": "login_required"}, status=401)
        return view(request, listener_of(request, user))

    return guarded


@require_GET
@for_employees
def stream(request: HttpRequest, listener: Listener) -> HttpResponse:
    """What was missed since `Last-Event-ID` (or `?last=`); the door of the web process holds the stream open after it.

    Each event has an `id` to come back with. `reset` says that a cursor is too old or none: fetch anew what is shown.
    """
    missed = missed_since(said_cursor(request), listener)
    opening = opening_of(request)
    if opening is not None:
        opening.begin(listener, missed.cursor)
    pause = LEAST_MS + secrets.randbelow(SPREAD_MS) if opening is not None else ALONE_MS
    return HttpResponse(frames.retry(pause) + _frames(missed), content_type="text/event-stream", headers=HEAD)


@require_GET
@for_employees
def since(request: HttpRequest, listener: Listener) -> HttpResponse:
    """`{"events": [{"id", "kind", "data"}], "last": cursor, "reset": bool}`: what came since `?last=`."""
    missed = missed_since(said_cursor(request), listener)
    events = [{"id": str(cursor), "kind": row.kind, "data": json.loads(row.payload)} for row, cursor in missed.events]
    return JsonResponse({"events": events, "last": str(missed.cursor), "reset": missed.is_reset})


def _frames(missed: Missed) -> bytes:
    if missed.is_reset:
        return frames.reset(missed.cursor)
    told = b"".join(frames.event(row.kind, row.payload, cursor) for row, cursor in missed.events)
    return told + frames.beat(missed.cursor)
