"""The worker's part: a slice of the oldest job of a client, a thousand rows at a time, until the time is up.

The row is the queue and the truth, a lease in real time says who has it. A worker that dies leaves the place it had
reached; the piece that it had sent and not noted answers from the stored batch, so nothing goes in twice. Jobs of one
client run one after the other, in the order in which they came.
"""

import datetime as dt
import gzip
import time
from collections import Counter
from itertools import count
from typing import Any, BinaryIO, cast

import structlog
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from optics_crm.core import clock
from optics_crm.core.doorbell import ring
from optics_crm.core.failpoints import failpoint
from optics_crm.core.models import SyncJob
from optics_crm.core.sync import files, loading
from optics_crm.core.sync.items import STATUSES
from optics_crm.core.sync.jobs import actions
from optics_crm.core.sync.jobs.receiving import MAGIC
from optics_crm.core.sync.kinds import KINDS

log = structlog.get_logger("optics.sync")

SLICE_SECONDS = 45  # well below the time limit of a task, one slow chunk included
STATEMENT_SECONDS = 40
LEASE = dt.timedelta(seconds=60)
PAUSE = dt.timedelta(seconds=5)
TRIES = 5
ERRORS = 100

CLAIM = """UPDATE core_syncjob SET state = 'running', lease_until = %s, tries = tries + 1
    WHERE id = (SELECT j.id FROM core_syncjob j
        WHERE (j.state = 'queued' OR (j.state = 'running' AND j.lease_until < %s))
          AND NOT EXISTS (SELECT FROM core_syncjob o WHERE o.client_id = j.client_id
                            AND o.state IN ('queued', 'running') AND (o.created_at, o.id) < (j.created_at, j.id))
        ORDER BY j.created_at, j.id FOR UPDATE SKIP LOCKED LIMIT 1)
    RETURNING id"""


class LeaseLost(Exception):
    """Another worker took the job for dead and has it now."""


def load_files(seconds: float | None = None, statement_seconds: int = STATEMENT_SECONDS) -> int:
    """Slices of whatever waits, until the time is up; how many. Who has less time than the worker says so."""
    deadline = time.monotonic() + (SLICE_SECONDS if seconds is None else seconds)
    for slices in count():
        job = _claim()
        if job is None:
            return slices
        with translation.override("ru"):
            _slice(job, deadline, statement_seconds)
        if time.monotonic() >= deadline:
            ring("sync.load_files")
            return slices + 1
    raise AssertionError("unreachable")


def _claim() -> SyncJob | None:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [now + LEASE, now])
        row = cursor.fetchone()
    return SyncJob.objects.select_related("client", "file").get(pk=row[0]) if row else None


def _slice(job: SyncJob, deadline: float, statement_seconds: int) -> None:
    """Loads until the end, the cancel button or the deadline; a failure is a later try, the last one the end."""
    if job.cancel_requested:
        actions.end(job, SyncJob.State.CANCELLED)
        return
    try:
        if job.tries > TRIES:
            words = _("The rows could not be taken, %(n)s times. Send the file again later: what went in stays.")
            raise loading.NotLoadable(words % {"n": TRIES})
        is_over = _load(job, deadline, statement_seconds)
    except loading.NotLoadable as refusal:
        actions.end(job, SyncJob.State.FAILED, str(refusal))
    except LeaseLost:
        log.warning("sync_job_lease_lost", job=str(job.pk))
    except Exception as error:
        log.exception("sync_job_slice_failed", job=str(job.pk), tries=job.tries, error=type(error).__name__)
        _hold(job, lease_until=timezone.now() + PAUSE * job.tries)
    else:
        if not is_over:
            _hold(job, state=SyncJob.State.QUEUED, lease_until=None)


def _load(job: SyncJob, deadline: float, statement_seconds: int) -> bool:
    """False when the time is up and there is more."""
    if job.file is None:
        raise loading.NotLoadable(_("The file is gone."))
    scopes = frozenset(job.scopes)
    feeding = loading.Feeding(
        job.client,
        f"job:{job.pk}",
        job.is_history,
        allows=lambda kind: f"{kind}:write" in scopes,
        statement_seconds=statement_seconds,
    )
    with files.reader(job.file) as packed, _text(packed) as stream:
        _skip(stream, job.offset)
        for chunk in loading.chunks(loading.lines_of(stream)):
            answer = feeding.send(job.place, chunk)
            failpoint("sync.after_chunk")
            _note(job, len(chunk), stream.tell(), answer)
            if SyncJob.objects.filter(pk=job.pk, cancel_requested=True).exists():
                actions.end(job, SyncJob.State.CANCELLED)
                return True
            if time.monotonic() >= deadline:
                return False
    job.rows = job.done
    actions.end(job, SyncJob.State.DONE)
    return True


def _text(packed: BinaryIO) -> BinaryIO:
    is_packed = packed.read(2) == MAGIC
    packed.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=packed)) if is_packed else packed


def _skip(stream: BinaryIO, left: int) -> None:
    """Reads over what has gone in: a packed text has no other way."""
    try:
        while left > 0 and (piece := stream.read(min(left, files.PART))):
            left -= len(piece)
    except (OSError, EOFError) as error:
        raise loading.NotLoadable(_("The file cannot be read or unpacked: %(why)s.") % {"why": error}) from None


def _note(job: SyncJob, rows: int, offset: int, answer: dict[str, Any]) -> None:
    """Stores how far the job is and renews the lease."""
    counts = Counter(job.counts) + Counter({status: answer[status] for status in STATUSES})
    for result in answer["results"][: ERRORS - len(job.errors)]:
        job.errors.append(_shown(result, job.done))
    job.counts, job.done, job.offset, job.place = dict(counts), job.done + rows, offset, job.place + 1
    job.rows = max(job.rows, job.done)
    told = {name: getattr(job, name) for name in ("counts", "errors", "done", "offset", "place", "rows")}
    _hold(job, lease_until=timezone.now() + LEASE, tries=0, updated_at=clock.now(), **told)


def _hold(job: SyncJob, lease_until: dt.datetime | None, **values: Any) -> None:
    """Writes as the holder of the lease: the lease itself is the fence, whoever lost it changes nothing."""
    mine = SyncJob.objects.filter(pk=job.pk, state=SyncJob.State.RUNNING, lease_until=job.lease_until)
    if not mine.update(lease_until=lease_until, **values):
        raise LeaseLost
    job.lease_until = lease_until


def _shown(result: dict[str, Any], before: int) -> dict[str, Any]:
    """A refusal with its row's number in the file, from 1; no dioptres outside of the medical tables."""
    kind = KINDS.find(str(result["kind"]))
    hidden = ("n", "status", "value") if kind is not None and kind.is_medical else ("n", "status")
    return {"row": before + result["n"] + 1, **{key: told for key, told in result.items() if key not in hidden}}
