"""A file comes in: kept as it is sent, looked through while it passes, never held in memory."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import msgspec
from django.http import HttpRequest, UnreadablePostError
from django.utils.translation import gettext as _

from optics_crm.core.models import SyncFile
from optics_crm.core.sync import files
from optics_crm.core.sync.problems import Problem

PACKED_LIMIT = 100 * 1024 * 1024
TEXT_LIMIT = 1024 * 1024 * 1024
HEAD_LIMIT = 64 * 1024
MAGIC = b"\x1f\x8b"
KINDS_OF_BODY = frozenset(
    {
        "",
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonlines",
        "application/json",
        "application/gzip",
        "application/x-gzip",
        "application/octet-stream",
        "text/plain",
    }
)
HEAD_KEYS = frozenset({"source", "history", "sent_at", "batch_id"})


@dataclass
class Received:
    """What is known of a file that has passed: `head` is the envelope in its first line, its rows begin at `offset`."""

    digest: str = ""
    rows: int = 0
    head: dict[str, Any] = field(default_factory=dict)
    offset: int = 0


def receive(request: HttpRequest, file: SyncFile) -> Received:
    """Stores the body in pieces; raises Problem for one that is too large, packed wrongly, cut off, or no text."""
    if request.content_type not in KINDS_OF_BODY:
        raise Problem("media_type", pointer="/headers/content-type")
    digest, look = blake2b(digest_size=32), _Look()
    for piece in pieces(request, PACKED_LIMIT):
        digest.update(piece)
        look.at(piece)
        files.append(file, piece)
    return look.end(digest.hexdigest())


def pieces(request: HttpRequest, limit: int) -> Iterator[bytes]:
    """The body by the megabyte, however small the network's own pieces are.

    Raises Problem for one without a length, above the limit, or shorter than it said.
    """
    if request.headers.get("Transfer-Encoding"):
        raise Problem("length_required")
    raw = request.META.get("CONTENT_LENGTH") or "0"
    said, size = int(raw) if raw.isdigit() else 0, 0
    if said > limit:
        raise _too_large(limit)
    held = bytearray()
    try:
        while piece := request.read(64 * 1024):
            held += piece
            size += len(piece)
            if size > limit:
                raise _too_large(limit)
            if len(held) >= files.PART:
                yield bytes(held)
                held.clear()
    except UnreadablePostError:
        size = -1
    if size < said:
        raise Problem("bad_json", _("The body ends before the length that was announced."))
    if held:
        yield bytes(held)


def _too_large(limit: int) -> Problem:
    return Problem("body_too_large", limit=limit)


class _Look:
    """Counts the text while it passes, unpacked a megabyte at a time, so that a bomb never unfolds."""

    def __init__(self) -> None:
        self.machine: Any = None
        self.is_packed: bool | None = None
        self.size = self.lines = 0
        self.head = bytearray()
        self.has_head = False
        self.last = b""

    def at(self, piece: bytes) -> None:
        if self.is_packed is None:
            self.is_packed = piece.startswith(MAGIC)
        if not self.is_packed:
            self._text(piece)
            return
        try:
            self._unpack(piece)
        except zlib.error:
            raise Problem("bad_encoding") from None

    def _unpack(self, piece: bytes) -> None:
        """Several packed parts, one behind the other, are one text."""
        while True:
            if self.machine is None or self.machine.eof:
                self.machine = zlib.decompressobj(wbits=31)
            text = self.machine.decompress(piece, files.PART)
            self._text(text)
            machine = self.machine
            piece = machine.unused_data.lstrip(b"\0") if machine.eof else machine.unconsumed_tail
            # a full megabyte may not have been all that the bytes so far unfold to
            if not piece and (self.machine.eof or len(text) < files.PART):
                return

    def _text(self, text: bytes) -> None:
        self.size += len(text)
        if self.size > TEXT_LIMIT:
            raise _too_large(TEXT_LIMIT)
        self.lines += text.count(b"\n")
        self.last = text[-1:] or self.last
        if not self.has_head and len(self.head) <= HEAD_LIMIT:
            line, end, _rest = text.partition(b"\n")
            self.head += line
            self.has_head = bool(end)

    def end(self, digest: str) -> Received:
        if self.is_packed and not self.machine.eof:
            raise Problem("bad_encoding")
        if self.size == 0:
            raise Problem("not_ndjson", _("The body is empty."))
        rows = self.lines + (self.last != b"\n")
        head = _head(bytes(self.head)) if len(self.head) <= HEAD_LIMIT else {}
        if not head:
            return Received(digest, rows)
        return Received(digest, rows - 1, head, len(self.head) + self.has_head)


def _head(line: bytes) -> dict[str, Any]:
    """The envelope, where the first line is one and no row."""
    try:
        told = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return told if isinstance(told, dict) and told and set(told) <= HEAD_KEYS else {}
