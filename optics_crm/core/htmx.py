"""Partial pages and toasts: the two things that views say to htmx."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

KINDS = ("info", "success", "warning", "error")


def is_partial(request: HttpRequest) -> bool:
    """htmx asked for a fragment; a restored history entry wants the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def trigger(response: HttpResponse, event: str, detail: Any = True) -> HttpResponse:
    """Fires a browser event after the swap; several may ride on one response."""
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    events[event] = detail
    response["HX-Trigger"] = json.dumps(events)
    return response


def retarget(response: HttpResponse, selector: str) -> HttpResponse:
    """The fragment goes to another place of the page than the one that asked for it."""
    response["HX-Retarget"] = selector
    return response


def toast(response: HttpResponse, text: Any, kind: str = "success") -> HttpResponse:
    """Shows a line in the corner of the page that sent this htmx request; `kind` is one of KINDS."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind of toast: {kind!r}")
    return trigger(response, "toast", {"text": str(text), "kind": kind})
