"""Doors of the feed: changes, their receipt, snapshots. They answer at once; who waits is `polling`'s business."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from optics_crm.core.sync.bodies import read_body
from optics_crm.core.sync.feed import acks, cursors, places, snapshots
from optics_crm.core.sync.feed.cursors import Cursor
from optics_crm.core.sync.feed.kinds import FEED, Reader
from optics_crm.core.sync.feed.news_rows import Listener
from optics_crm.core.sync.feed.polling import poll_of
from optics_crm.core.sync.feed.reading import Page, read
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.scopes import KINDS_OF_THE_EXCHANGE
from optics_crm.core.sync.tokens import Caller, authenticate
from optics_crm.core.sync.views import TRUE_WORDS, answer_json, door

LIMIT, MOST = 500, 1000
LONGEST_WAIT = 25


@door("GET", "HEAD")
def changes(request: HttpRequest) -> HttpResponse:
    """What changed since a cursor: `kinds`, `limit`, `wait` (seconds), `echo`."""
    caller = authenticate(request)
    caller.need("changes:read")
    kinds = _kinds(request, caller)
    limit, wait = _number(request, "limit", LIMIT, 1, MOST), _number(request, "wait", 0, 0, LONGEST_WAIT)
    epoch = cursors.epoch()
    row = places.row_of(caller.client, epoch)
    given = request.GET.get("cursor", "")
    cursor = cursors.unpack(given) if given else places.cursor_of(row)
    places.note_read(row, kinds)
    if not cursor.is_usable(epoch):
        return answer_json(request, _resync(given))
    listener = Listener(Reader(caller.client), kinds, request.GET.get("echo", "").lower() in TRUE_WORDS)
    page = read(listener, cursor.position, limit)
    if not page.items and not page.has_more:
        poll_of(request).may_wait(wait, is_pressing=page.is_held_back)
    return answer_json(request, _told(page, epoch))


def _told(page: Page, epoch: str) -> dict[str, Any]:
    return {
        "items": page.items,
        "next_cursor": cursors.pack(Cursor(epoch, page.next, page.stood_at)),
        "has_more": page.has_more,
        "lag_seconds": page.lag_seconds,
        "resync_required": False,
    }


def _resync(given: str) -> dict[str, Any]:
    """The cursor leads nowhere any more: take the state whole, then go on from the cursor that it ends with."""
    return {
        "items": [],
        "next_cursor": given or None,
        "has_more": False,
        "lag_seconds": 0,
        "resync_required": True,
        "snapshot_url": reverse("sync:snapshot"),
    }


@door("POST")
def acknowledge(request: HttpRequest) -> HttpResponse:
    """The client has what the cursor stands for, but for `failed`."""
    caller = authenticate(request)
    caller.need("changes:read")
    body = _body(request)
    cursor = cursors.unpack(body.get("cursor", ""))
    failed = acks.read_failed(body.get("failed"))
    epoch = cursors.epoch()
    if not cursor.is_usable(epoch):
        return answer_json(request, _resync(body["cursor"]))
    moved = acks.acknowledge(caller.client, cursor, failed)
    stands = cursors.pack(places.cursor_of(places.row_of(caller.client, epoch)))
    return answer_json(request, {"cursor": stands, "moved": moved, "failed": len(failed), "resync_required": False})


@door("GET", "HEAD")
def snapshot(request: HttpRequest) -> HttpResponse:
    """All objects of `kind`; the last page brings the cursor at which the feed goes on."""
    caller = authenticate(request)
    caller.need("snapshot:read")
    kind = request.GET.get("kind", "")
    if kind in KINDS_OF_THE_EXCHANGE:
        caller.need(f"{kind}:read")
    if kind not in FEED:
        raise Problem("bad_query", pointer="/kind", known=FEED.keys())
    limit = _number(request, "limit", LIMIT, 1, MOST)
    epoch = cursors.epoch()
    given = request.GET.get("cursor", "")
    place = snapshots.unpack(given, kind) if given else snapshots.begin(kind, epoch)
    if not place.is_usable(epoch):
        return answer_json(request, _resync(given) | {"feed_cursor": None})
    part = snapshots.read(place, Reader(caller.client), limit)
    return answer_json(
        request,
        {
            "items": part.items,
            "next_cursor": snapshots.pack(part.next) if part.next else None,
            "has_more": part.next is not None,
            "feed_cursor": None if part.next else cursors.pack(place.feed()),
            "resync_required": False,
        },
    )


def _kinds(request: HttpRequest, caller: Caller) -> list[str]:
    """The kinds asked for, each with its scope; without any, all that the token may read."""
    asked = [name.strip() for name in request.GET.get("kinds", "").split(",") if name.strip()]
    if not asked:
        return [entry.code for entry in FEED if f"{entry.code}:read" in caller.scopes]
    unknown = sorted(set(asked) - set(KINDS_OF_THE_EXCHANGE))
    if unknown:
        raise Problem("bad_query", pointer="/kinds", known=FEED.keys())
    for code in asked:
        caller.need(f"{code}:read")
    return _served(asked)


def _served(asked: Sequence[str]) -> list[str]:
    """A kind of the exchange that nothing is told about here is no mistake: there is just nothing to tell."""
    return [entry.code for entry in FEED if entry.code in asked]


def _number(request: HttpRequest, name: str, default: int, low: int, high: int) -> int:
    raw = request.GET.get(name, "") or str(default)
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10 and low <= int(raw) <= high):
        raise Problem("bad_query", pointer=f"/{name}", low=low, high=high)
    return int(raw)


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = msgspec.json.decode(read_body(request))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem("bad_json") from None
    if not isinstance(body, dict):
        raise Problem("bad_receipt", pointer="")
    return body
