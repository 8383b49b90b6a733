"""What 1C is told of an import: the word that its protocol knows, and a line for people."""

from django.utils.translation import gettext as _

from optics_crm.core.models import SyncJob
from orders.models import CommerceImport

State = CommerceImport.State


def answer(row: CommerceImport) -> tuple[str, str]:
    """`success`, `progress` or `failure`, and a line for people."""
    job = row.job
    if row.state == State.FAILED:
        return "failure", row.message
    if row.state != State.LOADING:
        return "progress", _("The file is being read.")
    if job is None or job.state == SyncJob.State.DONE:
        return "success", _told(row, job)
    if job.state in (SyncJob.State.FAILED, SyncJob.State.CANCELLED):
        return "failure", job.message or _("The import was stopped.")
    return "progress", _("Rows taken: %(done)s of %(rows)s.") % {"done": job.done, "rows": job.rows}


def _told(row: CommerceImport, job: SyncJob | None) -> str:
    counts = job.counts if job else {}
    figures = {key: counts.get(key, 0) for key in ("created", "updated", "unchanged", "deferred", "rejected")}
    words = _(
        "New %(created)s, changed %(updated)s, as before %(unchanged)s, waiting %(deferred)s, refused %(rejected)s."
    )
    told = [f"{label}: {row.notes[key]}." for key, label in _noted() if row.notes.get(key)]
    return " ".join([words % figures, *told])


def _noted() -> list[tuple[str, str]]:
    """What a file held that could not be used, in words."""
    return [
        ("no_ident", _("without an identifier")),
        ("without_warehouse", _("quantities without a warehouse")),
        ("nobody", _("orders without a buyer who can be told from others")),
        ("other_document", _("documents that are no orders")),
    ]
