"""Where somebody who comes (back) is told from, and what they have missed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from optics_crm.core.live import frames
from optics_crm.core.live.cursors import Cursor
from optics_crm.core.live.listeners import Listener
from optics_crm.core.live.reading import Row, present, read_since

KEY = "optics.live"
MOST_MISSED = 500  # more than that is quicker fetched anew


@dataclass
class Opening:
    """What the view says to the door: who listens and where they stand. No listener: its answer is all there is."""

    listener: Listener | None = None
    cursor: Cursor | None = None

    def begin(self, listener: Listener, cursor: Cursor) -> None:
        self.listener, self.cursor = listener, cursor


@dataclass(frozen=True)
class Missed:
    """What came since a cursor, each with where one stands after it; `is_reset`: the cursor is of no use."""

    events: Sequence[tuple[Row, Cursor]]
    cursor: Cursor
    is_reset: bool = False


def opening_of(request: HttpRequest) -> Opening | None:
    """Where the request came through the door of streams: what the door wants to know."""
    scope = request.META.get("asgi.scope") or {}
    found = scope.get(KEY)
    return found if isinstance(found, Opening) else None


def holds_streams(request: HttpRequest) -> bool:
    """Whether the process that answers can hold a stream open: the web process, not a test's server."""
    return "asgi.scope" in request.META


def said_cursor(request: HttpRequest) -> str:
    """The header of a browser that comes back wins over the address, which says where the page stood."""
    return request.headers.get("Last-Event-ID", "") or request.GET.get("last", "")


def missed_since(said: str, listener: Listener) -> Missed:
    """What the listener has missed since the cursor of that text; nothing where none was said. One statement or two."""
    if not said:
        return Missed((), present())
    cursor = Cursor.read(said)
    if cursor is None:
        return Missed((), present(), is_reset=True)
    reading = read_since(cursor)
    events = list(frames.heard(listener, cursor, reading)) if cursor.is_usable(reading.cursor) else None
    if events is None or len(events) > MOST_MISSED:
        return Missed((), reading.cursor, is_reset=True)
    return Missed(events, reading.cursor)
