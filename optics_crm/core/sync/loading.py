"""A file of rows through the same door: chunks of 1000, each a batch, so that a run cut off goes on where it was."""

import gzip
import sys
import uuid
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import IO, Any

import msgspec
from django.utils.translation import gettext as _

from optics_crm.core import clock
from optics_crm.core.models import SyncBatch, SyncClient
from optics_crm.core.sync.batches import Order, run
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.items import STATUSES
from optics_crm.core.sync.kinds import KINDS
from optics_crm.core.sync.values import has_nul, is_untidy

CHUNK = 1000
LINE_LIMIT = 10 * 1024 * 1024
STATEMENT_SECONDS = 120
BOM = b"\xef\xbb\xbf"
Progress = Callable[[int], Any]


class NotLoadable(Exception):
    """The file as a whole is no use; the sentence says why."""


def load(name: str, source: str, *, is_history: bool = False, progress: Progress = lambda rows: None) -> dict[str, int]:
    """Loads a file (`-`: standard input) as that source; returns the counts by status.

    A run that was cut off finds the chunks that had gone in and repeats their answers; a file that was loaded to its
    end is sent again in full.
    """
    client = _client(source)
    if name == "-":
        return _load(lines_of(sys.stdin.buffer), Feeding(client, f"load:{uuid.uuid4()}", is_history), progress)
    path = Path(name)
    run_of_file = _begin(client, _digest(path))
    with _opened(path) as stream:
        feeding = Feeding(client, dict(run_of_file.answer or {})["batches"], is_history)
        counts = _load(lines_of(stream), feeding, progress)
    run_of_file.finished_at = clock.now()
    run_of_file.save(update_fields=["finished_at"])
    return counts


def _client(source: str) -> SyncClient:
    if not 0 < len(source) <= 40 or not source.isprintable():
        raise NotLoadable(_("The source needs a name of at most 40 characters."))
    client, _made = SyncClient.objects.get_or_create(source=source, defaults={"name": source})
    return client


def _digest(path: Path) -> str:
    if not path.is_file():
        raise NotLoadable(_("There is no file %(name)s.") % {"name": path})
    digest = blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            while part := file.read(1 << 20):
                digest.update(part)
    except OSError as error:
        raise NotLoadable(_("%(name)s cannot be read: %(why)s.") % {"name": path, "why": error.strerror}) from None
    return digest.hexdigest()


def _begin(client: SyncClient, digest: str) -> SyncBatch:
    """The run of this file that is not finished, or a new one: a row like a batch, its answer names the batches."""
    key = f"load:{digest}"
    row, made = SyncBatch.objects.get_or_create(
        client=client, batch_id=key, defaults={"body_hash": digest, "answer": {"batches": f"{key}:1", "run": 1}}
    )
    if not made and row.finished_at is not None:
        number = int(dict(row.answer or {})["run"]) + 1
        row.answer, row.finished_at, row.at = {"batches": f"{key}:{number}", "run": number}, None, clock.now()
        row.save()
    return row


def _opened(path: Path) -> IO[bytes]:
    is_packed = path.open("rb").read(2) == b"\x1f\x8b"
    return gzip.open(path) if is_packed else path.open("rb")  # type: ignore[return-value]  # both read bytes


def lines_of(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines without blank ones; a packed stream is unpacked; a line without an end is no line."""
    try:
        first = True
        while line := stream.readline(LINE_LIMIT + 1):
            if len(line) > LINE_LIMIT:
                raise NotLoadable(_("This is no NDJSON: a line is longer than 10 MB."))
            line = line.removeprefix(BOM) if first else line
            first = False
            if line.strip():
                yield line
    except (OSError, EOFError, zlib.error) as error:
        raise NotLoadable(_("The file cannot be read or unpacked: %(why)s.") % {"why": error}) from None


@dataclass(frozen=True)
class Feeding:
    """Whose rows a file holds and under which batch ids its chunks go in. `allows` says which kinds may be written."""

    client: SyncClient
    batches: str
    is_history: bool = False
    allows: Callable[[str], bool] = lambda _kind: True
    statement_seconds: int = STATEMENT_SECONDS

    def send(self, place: int, chunk: Sequence[bytes]) -> dict[str, Any]:
        """Applies one chunk of lines; sent again under the same place, it answers as it did."""
        rows = [_row(line) for line in chunk]
        if place == 0 and not any(isinstance(row, dict) for row in rows):
            raise NotLoadable(_("This is no NDJSON: no line holds a JSON object."))
        body = b"".join(chunk)
        order = Order(
            self.client,
            f"{self.batches}:{place}",
            blake2b(body, digest_size=32).hexdigest(),
            [self._allowed(row) for row in rows],
            is_untidy=is_untidy(body),
            is_history=self.is_history,
            brief=True,
            statement_seconds=self.statement_seconds,
        )
        return run(order)

    def _allowed(self, row: Any) -> Any:
        kind = row.get("kind") if isinstance(row, dict) else None
        if isinstance(kind, str) and kind in KINDS and not self.allows(kind):
            return Fault("scope_missing", "/kind", kind)
        return row


def chunks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Lines by the thousand."""
    source = iter(lines)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _load(lines: Iterable[bytes], feeding: Feeding, progress: Progress) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for place, chunk in enumerate(chunks(lines)):
        answer = feeding.send(place, chunk)
        counts.update({status: answer[status] for status in STATUSES})
        progress(len(chunk))
    return {status: counts[status] for status in STATUSES}


def _row(line: bytes) -> Any:
    """The row of a line; a line that is no JSON is a row at fault, and the others go in."""
    try:
        if has_nul(line):
            return Fault("bad_text")
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Fault("bad_json", "", line[:100].decode(errors="replace"))
