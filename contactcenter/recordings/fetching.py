"""Fetches recordings: what a call names is waited for, tried again with growing pauses, and given up visibly."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import structlog
from django.db import transaction

from contactcenter.calls.changes import CallChange
from contactcenter.models import Call, Recording
from contactcenter.pbx.outward.base import OUTWARD
from contactcenter.pbx.outward.http import PbxRefused, PbxSilent, Request, opened
from contactcenter.recordings import pieces
from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict

log = structlog.get_logger("optics.recordings")
State = Recording.State
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 3, 10, 30, 120, 360, 720)]
AT_WORK = dt.timedelta(minutes=4)  # a fetch that lasts longer has died with its worker
FIRST = dt.timedelta(seconds=40)  # exchanges need a moment to write the file
LARGEST = 60_000_000  # two hours of a good recording
TYPES = {
    "audio/mpeg": "audio/mpeg", "audio/mp3": "audio/mpeg", "audio/x-mp3": "audio/mpeg", "audio/wav": "audio/wav",
    "audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "audio/ogg": "audio/ogg",
}  # fmt: skip
SIGNS = {b"ID3": "audio/mpeg", b"RIFF": "audio/wav", b"OggS": "audio/ogg"}
MOST = 5  # in one tick


def want(changes: Collection[CallChange]) -> None:
    """Lets the recordings that these calls name be fetched, each once; none of an exchange that cannot be asked."""
    ended = [change.call for change in changes if change.call.recording and change.call.state == Call.State.ENDED]
    named = [call for call in ended if (exchange := OUTWARD.find(call.provider)) and exchange.is_configured()]
    rows = [Recording(call=call, source=call.recording, due_at=clock.now() + FIRST) for call in named]
    if rows:
        Recording.objects.bulk_create(rows, ignore_conflicts=True)


def fetch_due() -> int:
    """Fetches what is due; returns how many were fetched."""
    fetched = 0
    for _ in range(MOST):
        row = _take()
        if row is None:
            break
        fetched += _fetch(row)
    return fetched


@transaction.atomic
def _take() -> Recording | None:
    """The longest due one, taken so that no other worker takes it meanwhile."""
    due = Recording.objects.filter(state=State.WAITING, due_at__lte=clock.now()).order_by("due_at")
    row = due.select_for_update(skip_locked=True, of=("self",)).select_related("call").first()
    if row is not None:
        row.tries += 1
        row.due_at = clock.now() + AT_WORK
        row.save(update_fields=["tries", "due_at", "updated_at"])
    return row


def _fetch(row: Recording) -> bool:
    try:
        body, kind = _bytes(row)
    except (PbxSilent, PbxRefused) as error:
        _later(row, str(error))
        return False
    with transaction.atomic():
        mine = Recording.objects.select_for_update().filter(pk=row.pk, tries=row.tries, state=State.WAITING).first()
        if mine is None:  # another worker was quicker, or the client was erased
            return False
        pieces.write(mine, body)
        mine.state, mine.fault, mine.content_type, mine.size = State.FETCHED, "", kind, len(body)
        mine.fetched_at = clock.now()
        mine.save()
    return True


def _bytes(row: Recording) -> tuple[bytes, str]:
    exchange = OUTWARD.find(row.call.provider)
    if exchange is None or not exchange.is_configured():
        raise PbxRefused("this exchange cannot be asked for recordings")
    return _download(exchange.recording(row.source))


def _download(request: Request) -> tuple[bytes, str]:
    with opened(request) as (status, headers, parts):
        if status != 200:
            raise PbxRefused(f"answered {status}", status) if 400 <= status < 500 else PbxSilent(f"answered {status}")
        if int(headers.get("content-length") or 0) > LARGEST:
            raise PbxRefused("the recording is too large")
        body = bytearray()
        for part in parts:
            body += part
            if len(body) > LARGEST:
                raise PbxRefused("the recording is too large")
    kind = TYPES.get(headers.get("content-type", "").partition(";")[0].strip().lower())
    seen = next((found for sign, found in SIGNS.items() if body.startswith(sign)), None)
    if body[:1] == b"\xff" and len(body) > 1 and body[1] & 0xE0 == 0xE0:
        seen = "audio/mpeg"
    if seen is None or (kind is not None and kind != seen):
        raise PbxRefused("the answer is no recording")
    return bytes(body), seen


def _later(row: Recording, fault: str) -> None:
    """Tries again after a pause; after the last one it is told as failed."""
    last = row.tries > len(PAUSES)
    told: dict[str, Any] = {"fault": fault[:300], "updated_at": clock.now()}
    told |= {"state": State.FAILED} if last else {"due_at": clock.now() + PAUSES[row.tries - 1]}
    Recording.objects.filter(pk=row.pk, tries=row.tries, state=State.WAITING).update(**told)
    log.warning("recording_not_fetched", recording=str(row.pk), tries=row.tries, given_up=last)


@transaction.atomic
def try_again(actor: Any, row: Recording) -> None:
    """Lets a recording that was given up be fetched from the beginning."""
    row = Recording.objects.select_for_update().get(pk=row.pk)
    if row.state != State.FAILED:
        raise Conflict("recording_not_failed", "The recording was not given up.")
    row.state, row.tries, row.due_at, row.fault = State.WAITING, 0, clock.now(), ""
    row.save()
    audit.record(actor, "contactcenter.recording.tried_again", row.call)
