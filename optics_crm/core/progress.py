"""A long job as people see it: how far, how long still, what to do when it is done."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from optics_crm.core import clock, formats, job_files
from optics_crm.core.models import Employee, Job

OPEN = (Job.State.QUEUED, Job.State.RUNNING)


@dataclass(frozen=True)
class Progress:
    """The words of the bar. `rest` is empty while nothing can be said about it."""

    job: Job
    share: str
    rest: str
    is_open: bool
    has_file: bool


def rest_of(job: Job) -> str:
    """The time that is left at the present pace."""
    if job.state != Job.State.RUNNING or not job.total or not job.done:
        return ""
    gone = clock.now() - job.created_at
    left = gone * ((job.total - job.done) / job.done)
    return _("about %(span)s left") % {"span": formats.lasting(left)} if left > timedelta(seconds=5) else ""


def read_progress(job: Job) -> Progress:
    share = formats.percent(job.done / job.total) if job.total else ""
    return Progress(job, share, rest_of(job), job.state in OPEN, job_files.is_ready(job))


def open_jobs(user: Employee) -> list[Job]:
    return list(Job.objects.filter(owner=user, state__in=OPEN).order_by("-created_at")[:3])


def just_ended(user: Employee, watched: list[str]) -> list[Job]:
    """Of the jobs that were seen running, those that run no more."""
    return list(Job.objects.filter(owner=user, pk__in=watched).exclude(state__in=OPEN)) if watched else []
