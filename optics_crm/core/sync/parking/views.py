"""Doors of what did not go in: parked rows, their replay, the latest refusals. Each client sees its own, no payload."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime

from optics_crm.core import clock, paging
from optics_crm.core.models import SyncClient, SyncParked, SyncRejected
from optics_crm.core.sync.bodies import read_body
from optics_crm.core.sync.parking import retrying
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.tokens import authenticate
from optics_crm.core.sync.views import answer_json, door

ORDER = ("at", "id")
LIMIT, MOST = 100, 500
Row = dict[str, Any]


@door("GET", "HEAD")
def parked(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first: `kind`, `missing_kind`, `reason`, `limit`, `cursor`."""
    caller = authenticate(request)
    caller.need("status:read")
    rows = SyncParked.objects.filter(client=caller.client).defer("payload", "content_hash")
    for name in ("kind", "missing_kind", "reason"):
        if value := _word(request.GET.get(name, ""), name):
            rows = rows.filter(**{name: value})
    return answer_json(request, _page(request, rows, _parked_row))


@door("POST")
def replay(request: HttpRequest) -> HttpResponse:
    """Tries parked rows again, up to 500 at a time; the body may narrow them by kind, reason, missing_kind."""
    caller = authenticate(request)
    caller.need("parked:write")
    tried = retrying.try_again(caller.client, _asked(request))
    counts = {"tried": sum(tried.counts.values()), **tried.counts}
    return answer_json(request, counts | {"left": tried.left})


@door("GET", "HEAD")
def rejected(request: HttpRequest) -> HttpResponse:
    """The latest refusal of each object that has not been mended: `since`, `kind`, `limit`, `cursor`."""
    caller = authenticate(request)
    caller.need("status:read")
    rows = SyncRejected.objects.filter(client=caller.client)
    if value := _word(request.GET.get("kind", ""), "kind"):
        rows = rows.filter(kind=value)
    if since := request.GET.get("since", ""):
        rows = rows.filter(at__gte=_moment(since, caller.client))
    return answer_json(request, _page(request, rows, _rejected_row))


def _page(request: HttpRequest, rows: QuerySet[Any], told: Callable[[Any], Row]) -> Row:
    raw = request.GET.get("limit", "") or str(LIMIT)
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10 and 1 <= int(raw) <= MOST):
        raise Problem("bad_query", pointer="/limit", low=1, high=MOST)
    limit = int(raw)
    if given := request.GET.get("cursor", ""):
        place = paging.unpack(given, rows.model, ORDER)
        if place is None:
            raise Problem("bad_cursor", pointer="/cursor")
        rows = rows.filter(paging.beyond(ORDER, place, backwards=False))
    found = list(rows.order_by(*ORDER)[: limit + 1])
    page, more = found[:limit], len(found) > limit
    return {
        "items": [told(row) for row in page],
        "next_cursor": paging.pack(page[-1], ORDER) if more else None,
        "has_more": more,
    }


def _parked_row(row: SyncParked) -> Row:
    waits_for = {
        "missing_kind": row.missing_kind,
        "missing_guid": row.missing_guid,
        "field": row.field,
        "value": row.value,
        "code": row.code,
        "message": row.message,
    }
    return {
        "kind": row.kind,
        "guid": row.guid,
        "version": row.version,
        "reason": row.reason,
        "pointer": row.pointer,
        **{name: value for name, value in waits_for.items() if value},
        "history": row.is_history,
        "at": row.at,
        "tried_at": row.tried_at,
    }


def _rejected_row(row: SyncRejected) -> Row:
    names = ("kind", "guid", "version", "code", "pointer", "value", "message", "at")
    return {name: getattr(row, name) for name in names}


def _asked(request: HttpRequest) -> dict[str, str]:
    try:
        body = msgspec.json.decode(read_body(request) or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem("bad_json") from None
    if not isinstance(body, dict):
        raise Problem("bad_query", pointer="")
    return {name: _word(body.get(name) or "", name) for name in ("kind", "reason", "missing_kind")}


def _word(value: Any, name: str) -> str:
    if not isinstance(value, str) or len(value) > 40 or "\0" in value:
        raise Problem("bad_query", pointer=f"/{name}")
    return value


def _moment(raw: str, client: SyncClient) -> dt.datetime:
    """A moment or a day as the client writes it, without an offset in the client's zone."""
    try:
        found = parse_datetime(raw if len(raw) > 10 else f"{raw}T00:00:00")
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 9000:
        raise Problem("bad_query", pointer="/since")
    return found if found.tzinfo else found.replace(tzinfo=clock.zone_of(client.timezone))
