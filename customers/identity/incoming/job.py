"""The long job of the look ahead, and the file that waits for it."""

import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from customers.identity.incoming import outlook
from customers.identity.incoming.outlook import Finding, Outlook
from customers.identity.verdicts import PERHAPS, RELATIVE, SAME
from optics_crm.core import clock, job_files
from optics_crm.core.errors import DomainError
from optics_crm.core.long_jobs import Progress, long_job, start
from optics_crm.core.models import Employee, Job
from optics_crm.core.tables import Column, write_xlsx

KIND = "customers.import_check"
LARGEST = 100_000_000
VERDICTS = {
    SAME: _("known already"),
    PERHAPS: _("perhaps known"),
    RELATIVE: _("a relative of somebody known"),
    outlook.NEW: _("new"),
}


def begin(owner: Employee, upload: UploadedFile, encoding: str, language: str) -> Job:
    """Keeps the file for the job and starts it. Refuses 422 `file_too_large`."""
    if (upload.size or 0) > LARGEST:
        raise DomainError("file_too_large", _("The file is larger than 100 MB: cut it into parts."))
    name = uuid.uuid4().hex
    with _path(name).open("wb") as target:
        for part in upload.chunks():
            target.write(part)
    _path(name).chmod(0o600)
    title = str(_("Check of the file %(name)s")) % {"name": (upload.name or "")[:100]}
    return start(KIND, owner, title, upload=name, encoding=encoding, language=language)


@long_job(KIND, _("Check of a file before an import"))
def check_file(work: Progress, *, upload: str, encoding: str, language: str, **_earlier: Any) -> str:
    """Looks ahead; the figures go to the job's row, the lines to its file. The upload is removed at the end."""
    path = _path(upload)
    try:
        return _check(work, path, encoding, language)
    finally:
        path.unlink(missing_ok=True)  # a killed worker does not come here: the file waits for the next one


def _check(work: Progress, path: Path, encoding: str, language: str) -> str:
    with translation.override(language):
        found, findings = outlook.look(path, encoding, work.report)
        columns = [
            Column(_("Row"), _number),
            Column(_("Flaws"), _flaws),
            Column(_("Who it is"), _verdict),
            Column(_("Client's id"), _person),
            Column(_("Probability"), _score),
        ]
        with job_files.path_of(work.job).open("wb+") as target:
            write_xlsx(target, columns, findings)
    kept = {**work.job.params, "outlook": asdict(found)}
    Job.objects.filter(pk=work.job.pk).update(params=kept)
    work.report(found.rows + 1, found.rows + 1)
    return f"import check {clock.today():%Y-%m-%d}.xlsx"


def outlook_of(job: Job) -> Outlook | None:
    """The figures of a job that is done."""
    said = job.params.get("outlook")
    return Outlook(**said) if said else None


def _path(name: str) -> Path:
    folder = Path(settings.DATA_DIR) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / uuid.UUID(hex=name).hex


def _number(one: Finding) -> int:
    return one.number


def _flaws(one: Finding) -> str:
    return ", ".join(map(outlook.flaw_words, one.flaws))


def _verdict(one: Finding) -> str:
    return str(VERDICTS.get(one.verdict, one.verdict))


def _person(one: Finding) -> str:
    return one.person


def _score(one: Finding) -> float:
    return one.score
