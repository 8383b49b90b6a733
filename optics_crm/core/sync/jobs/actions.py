"""What is done with jobs: begun, put into the queue, cancelled, ended."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q

from optics_crm.core import audit, clock
from optics_crm.core.doorbell import ring
from optics_crm.core.models import SyncClient, SyncFile, SyncJob
from optics_crm.core.sync import files
from optics_crm.core.sync.jobs.receiving import Received
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.tokens import Caller

OPEN = (SyncJob.State.QUEUED, SyncJob.State.RUNNING)
MOST_OPEN = 10
KEEP = dt.timedelta(days=30)
LOST = dt.timedelta(hours=6)


def file_of(job: SyncJob) -> SyncFile:
    """The file of a job that has not ended."""
    assert job.file is not None
    return job.file


def begin(caller: Caller) -> SyncJob:
    """A job whose file is about to come; raises Problem where the client has too many waiting."""
    if SyncJob.objects.filter(client=caller.client, state__in=OPEN).count() >= MOST_OPEN:
        raise Problem("too_many_jobs", retry_after=60, limit=MOST_OPEN)
    file = files.create(caller.client, "rows.ndjson")
    return SyncJob.objects.create(client=caller.client, file=file, scopes=sorted(caller.scopes))


@transaction.atomic
def queue_rows(client: SyncClient, file: SyncFile, scopes: Collection[str], rows: int) -> SyncJob:
    """A job of rows that were made here from another file."""
    job = SyncJob.objects.create(
        client=client, file=file, scopes=sorted(scopes), state=SyncJob.State.QUEUED, rows=rows, created_at=clock.now()
    )
    audit.record(client.source, "core.sync.job_started", job, rows=rows, history=False)
    ring("sync.load_files")
    return job


@transaction.atomic
def put_in_queue(job: SyncJob, received: Received, *, is_history: bool) -> SyncJob:
    """The file is whole. A body that is open already is not loaded twice: the answer is the job that has it."""
    SyncJob.objects.select_for_update().get(pk=job.pk)
    twin = SyncJob.objects.filter(
        client=job.client, digest=received.digest, is_history=is_history, state__in=OPEN, cancel_requested=False
    ).first()
    if twin is not None:
        forget(job)
        return twin
    job.state, job.digest, job.is_history = SyncJob.State.QUEUED, received.digest, is_history
    job.rows, job.offset = received.rows, received.offset
    job.updated_at = clock.now()
    job.save()
    audit.record(job.client.source, "core.sync.job_started", job, rows=job.rows, history=is_history)
    ring("sync.load_files")
    return job


@transaction.atomic
def cancel(actor: Any, job: SyncJob) -> SyncJob:
    """Stops a job before its next thousand of rows; what has gone in stays."""
    row = SyncJob.objects.select_for_update().get(pk=job.pk)
    if row.state not in OPEN:
        raise Problem("job_ended", state=row.state)
    if not row.cancel_requested:
        row.cancel_requested, row.updated_at = True, clock.now()
        row.save(update_fields=["cancel_requested", "updated_at"])
        audit.record(actor, "core.sync.job_cancelled", row)
    if row.state == SyncJob.State.QUEUED:
        end(row, SyncJob.State.CANCELLED)
    return row


@transaction.atomic
def end(job: SyncJob, state: str, message: str = "") -> None:
    """The last word about a job; its file is of no use any more."""
    job.state, job.message, job.finished_at, job.lease_until = state, message, clock.now(), None
    job.updated_at = job.finished_at
    file, job.file = job.file, None
    job.save(
        update_fields=["state", "message", "finished_at", "lease_until", "updated_at", "file", "rows", "done", "errors"]
    )
    if file is not None:
        file.delete()


def forget(job: SyncJob) -> None:
    """A job that never began, with what came of its file."""
    file = job.file
    job.delete()
    if file is not None:
        file.delete()


def forget_old() -> int:
    """Uploads that nobody finished, ended jobs older than 30 days, files that nobody has touched for hours."""
    now = clock.now()
    lost = Q(state=SyncJob.State.RECEIVING, file__touched_at__lt=now - LOST) | Q(
        state=SyncJob.State.RECEIVING, file=None, created_at__lt=now - LOST
    )
    count, _kinds = SyncJob.objects.filter(lost | Q(finished_at__lt=now - KEEP)).delete()
    held = SyncJob.objects.filter(file__isnull=False).values("file")
    SyncFile.objects.filter(touched_at__lt=now - LOST).exclude(pk__in=held).delete()
    return count
