"""Bodies of the exchange: read in parts, unpacked under a limit, understood as an envelope."""

import re
import zlib
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.values import has_nul

BODY_LIMIT = 10 * 1024 * 1024
ITEMS_LIMIT = 1000
PART = 64 * 1024
BOM = b"\xef\xbb\xbf"
BATCH_ID_LIMIT = 200
_PLACE = re.compile(r"\(byte (\d+)\)")


@dataclass(frozen=True)
class Envelope:
    """A batch as it was sent; `items` are still loose."""

    batch_id: str
    source: str
    items: list[Any]
    is_atomic: bool
    is_history: bool


def read_body(request: HttpRequest) -> bytes:
    """The body unpacked and without a BOM; raises Problem for another type, a broken packing, a body over the limit."""
    kind = (request.content_type or "application/json").lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Problem("media_type", pointer="/headers/content-type")
    packing = request.headers.get("Content-Encoding", "identity").strip().lower() or "identity"
    if packing not in ("gzip", "x-gzip", "identity"):
        raise Problem("media_type", pointer="/headers/content-encoding")
    if _said_length(request) > BODY_LIMIT:
        raise _too_large()
    body = _unpack(request) if packing != "identity" else _plain(request)
    said = _said_length(request)
    if packing == "identity" and len(body) < said:
        raise Problem("bad_json", _("The body ends before the length that was announced."))
    if has_nul(body):
        raise Problem("nul_character")
    return body.removeprefix(BOM)


def _too_large() -> Problem:
    return Problem("body_too_large", limit=BODY_LIMIT)


def _said_length(request: HttpRequest) -> int:
    raw = request.META.get("CONTENT_LENGTH") or "0"
    return int(raw) if raw.isdigit() else 0


def _plain(request: HttpRequest) -> bytes:
    body = bytearray()
    while part := request.read(PART):
        body += part
        if len(body) > BODY_LIMIT:
            raise _too_large()
    return bytes(body)


def _unpack(request: HttpRequest) -> bytes:
    """Counts while it unpacks, so that a bomb is never held in memory."""
    machine, body = zlib.decompressobj(wbits=31), bytearray()
    try:
        while part := request.read(PART):
            body += machine.decompress(part, BODY_LIMIT + 1 - len(body))
            if len(body) > BODY_LIMIT or machine.unconsumed_tail:
                raise _too_large()
    except zlib.error:
        raise Problem("bad_encoding") from None
    if not machine.eof:
        raise Problem("bad_encoding")
    return bytes(body)


def _json_fault(error: Exception) -> str | Promise:
    """Where the body stops being JSON, in our own words: the parser's are English."""
    if isinstance(error, RecursionError):
        return _("The text is nested too deep.")
    if place := _PLACE.search(str(error)):
        return _("The text stops being JSON at byte %(place)s.") % {"place": place[1]}
    if "truncated" in str(error):
        return _("The text breaks off before its end.")
    return _("A number or a text in the body cannot be read.")


def read_envelope(body: bytes, batch_id: str = "") -> Envelope:
    """The envelope of a body; `batch_id` is the one in the address, where there is one."""
    try:
        raw = msgspec.json.decode(body)
    except UnicodeDecodeError:
        raise Problem("bad_encoding") from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise Problem("bad_json", _json_fault(error)) from None
    if not isinstance(raw, dict):
        raise Problem("bad_envelope", _("The body must be a JSON object."), pointer="")
    items = raw.get("items")
    if not isinstance(items, list) or not items:
        raise Problem("bad_envelope", _("items must be a list of 1 to 1000 rows."), pointer="/items")
    if len(items) > ITEMS_LIMIT:
        raise Problem("batch_too_large", limit=ITEMS_LIMIT, pointer="/items")
    mode = raw.get("mode", "partial")
    if mode not in ("partial", "atomic"):
        raise Problem("bad_envelope", _("mode must be partial or atomic."), pointer="/mode")
    history = raw.get("history", False)
    if not isinstance(history, bool):
        raise Problem("bad_envelope", _("history must be true or false."), pointer="/history")
    said_id = _text(raw, "batch_id", BATCH_ID_LIMIT, default=batch_id)
    if batch_id and said_id != batch_id:
        raise Problem("bad_envelope", _("batch_id differs from the address."), pointer="/batch_id")
    return Envelope(said_id, _text(raw, "source", 40), items, mode == "atomic", history)


def _text(raw: dict[str, Any], name: str, limit: int, default: str = "") -> str:
    value = raw.get(name, default or None)
    if not isinstance(value, str) or not 0 < len(value) <= limit:
        words = _("%(name)s must be a text of 1 to %(limit)s characters.") % {"name": name, "limit": limit}
        raise Problem("bad_envelope", words, pointer=f"/{name}")
    return value
