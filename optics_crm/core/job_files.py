"""Where the results of long jobs lie, and for how long they may be fetched."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from optics_crm.core import clock
from optics_crm.core.models import Job

LIFE = timedelta(hours=1)


def path_of(job: Job) -> Path:
    """The job's own file; the name that people see is `job.file_name`."""
    folder = Path(settings.DATA_DIR) / "job_files"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / str(job.pk)


def is_ready(job: Job) -> bool:
    """Done, with a file, finished less than an hour ago."""
    if job.state != Job.State.DONE or not job.file_name or job.finished_at is None:
        return False
    return clock.now() - job.finished_at < LIFE and path_of(job).is_file()
