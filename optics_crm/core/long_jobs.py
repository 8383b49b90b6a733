"""Long work that somebody waits for: started from a page, done by a worker, with progress, a file and a cancel button.

A kind of work is one function with a decorator:

    @long_job("customers.export", _("Export of customers"))
    def export(work: Progress, **params) -> str: ...      # returns the file name for people, or ""

A file is written to `job_files.path_of(work.job)`.

The row is the truth; the task is a doorbell. A worker holds a job by a lease that it renews with every report of
progress; when the worker dies, the sweep rings again and the work starts anew, so it must be safe to repeat.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from celery import shared_task
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Employee, Job
from optics_crm.core.permissions import Words
from optics_crm.core.registry import Registry

log = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=60)
ENDED = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)


class Cancelled(Exception):
    """The user pressed cancel; raised by `Progress.report` inside the work."""


@dataclass(frozen=True)
class LongJobKind:
    """A kind of long work: its key, its title for people, what it does."""

    key: str
    title: Words
    work: Callable[..., str]


KINDS: Registry[LongJobKind] = Registry("long jobs")


def long_job(key: str, title: Words) -> Callable[[Callable[..., str]], Callable[..., str]]:
    """Declares a kind of long work."""

    def decorate(work: Callable[..., str]) -> Callable[..., str]:
        KINDS.add(key, LongJobKind(key, title, work))
        return work

    return decorate


class Progress:
    """What the work reports to: how far it is, and whether it should stop."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def report(self, done: int, total: int | None = None, message: str = "") -> None:
        """Stores the progress and renews the lease; raises Cancelled when the user asked to stop."""
        values: dict[str, Any] = {"done": done, "lease_until": timezone.now() + LEASE}
        if total is not None:
            values["total"] = total
        if message:
            values["message"] = message
        Job.objects.filter(pk=self.job.pk).update(**values)
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise Cancelled


def start(key: str, owner: Employee, title: str = "", **params: Any) -> Job:
    """Puts the work into the queue; `params` are plain JSON values."""
    kind = KINDS.get(key)
    job = Job.objects.create(kind=key, title=title or str(kind.title), owner=owner, params=params)
    transaction.on_commit(lambda: ring(job.pk))
    return job


def cancel(job: Job) -> None:
    """Asks the work to stop; what has not begun ends at once."""
    Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, finished_at=clock.now(), updated_at=clock.now()
    )
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)


def ring(job_id: uuid.UUID) -> None:
    """Rings the bell; a dead broker costs seconds, because the sweep rings again."""
    try:
        run_long_job.apply_async((str(job_id),), retry=False)
    except Exception:
        log.warning("the bell of a long job did not ring", exc_info=True)


def sweep() -> int:
    """Rings for work that waits or whose worker died; returns how many."""
    waiting = Job.objects.filter(
        Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=timezone.now())
    ).values_list("pk", flat=True)[:100]
    for job_id in waiting:
        ring(job_id)
    return len(waiting)


# a copy that Redis hands out again meanwhile finds the lease and goes away
@shared_task(name="ui.run_long_job", time_limit=3600, soft_time_limit=3540)
def run_long_job(job_id: str) -> None:
    """Claims the job by a conditional update and does its work."""
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=timezone.now())
    claimed = Job.objects.filter(free, pk=job_id).update(
        state=Job.State.RUNNING, lease_until=timezone.now() + LEASE, updated_at=clock.now(), done=F("done") * 0
    )
    if claimed:
        work(Job.objects.get(pk=job_id))


def work(job: Job) -> None:
    """Does the work of a claimed job and records how it ended."""
    try:
        file_name = KINDS.get(job.kind).work(Progress(job), **job.params)
        _end(job, Job.State.DONE, file_name=file_name)
    except Cancelled:
        _end(job, Job.State.CANCELLED)
    except DomainError as refusal:
        _end(job, Job.State.FAILED, message=str(refusal))
    except Exception as error:
        log.exception("a long job failed", extra={"job": str(job.pk), "kind": job.kind})
        _end(job, Job.State.FAILED, message=type(error).__name__)


def _end(job: Job, state: str, **values: Any) -> None:
    Job.objects.filter(pk=job.pk).exclude(state__in=ENDED).update(
        state=state, finished_at=clock.now(), updated_at=clock.now(), lease_until=None, **values
    )
