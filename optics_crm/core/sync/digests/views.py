"""Doors of the digests."""

from typing import Any, cast

import msgspec
from django.http import HttpRequest, HttpResponse

from optics_crm.core.sync.bodies import read_body
from optics_crm.core.sync.digests import findings
from optics_crm.core.sync.digests.buckets import WAYS, By, Cut, day_of
from optics_crm.core.sync.digests.digest import differ, digest
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.keys import version_of
from optics_crm.core.sync.kinds import KINDS
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.tokens import Caller, authenticate
from optics_crm.core.sync.values import guid_of
from optics_crm.core.sync.views import answer_json, door

ITEMS_LIMIT = 100_000


@door("GET", "HEAD")
def digests(request: HttpRequest) -> HttpResponse:
    """The client's book of one `kind`, `by` day between `from` and `to`."""
    caller = authenticate(request)
    cut = _cut(caller, request.GET.get("kind", ""), request.GET.get("by") or "day")
    first, last = (day_of(request.GET[name], f"/{name}") if request.GET.get(name) else None for name in ("from", "to"))
    if first and last and last < first:
        raise Problem("bad_query", pointer="/to")
    return answer_json(request, digest(cut, first, last))


@door("POST")
def diff(request: HttpRequest) -> HttpResponse:
    """Which objects of one bucket differ: the client sends its own list."""
    caller = authenticate(request)
    try:
        body = msgspec.json.decode(read_body(request))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem("bad_json") from None
    if not isinstance(body, dict):
        raise Problem("bad_query", pointer="")
    cut = _cut(caller, body.get("kind"), body.get("by") or "day")
    bucket = body.get("bucket")
    if not isinstance(bucket, str):
        raise Problem("bad_query", pointer="/bucket")
    found = differ(cut, bucket, _items(body.get("items")))
    findings.note(cut, bucket, found)
    return answer_json(request, {"bucket": bucket, **found})


def _cut(caller: Caller, code: Any, by: Any) -> Cut:
    """Whoever may write or read a kind may compare it."""
    caller.need("digest:read")
    kind = KINDS.find(code) if isinstance(code, str) else None
    if kind is None:
        raise Problem("bad_query", pointer="/kind", known=KINDS.keys())
    if f"{kind.code}:write" not in caller.scopes:
        caller.need(f"{kind.code}:read")
    if by not in WAYS:
        raise Problem("bad_query", pointer="/by", known=WAYS)
    return Cut(kind, caller.client, cast(By, by))


def _items(raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, list):
        raise Problem("bad_query", pointer="/items")
    if len(raw) > ITEMS_LIMIT:
        raise Problem("batch_too_large", pointer="/items", limit=ITEMS_LIMIT)
    return [_item(one, f"/items/{place}") for place, one in enumerate(raw)]


def _item(raw: Any, pointer: str) -> dict[str, Any]:
    guid = guid_of(raw.get("guid")) if isinstance(raw, dict) else None
    if guid is None:
        raise Problem("bad_query", pointer=f"{pointer}/guid" if isinstance(raw, dict) else pointer)
    try:
        return {"guid": guid, "version": version_of(raw.get("version"))}
    except Fault:
        raise Problem("bad_query", pointer=f"{pointer}/version") from None
