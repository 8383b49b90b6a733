"""Lists as files: `?export=csv|xlsx` on a list's own address; small ones at once, large ones as a long job.

An app registers its lists in its own `exports.py` (workers read it too):

    add_export(Export("customers", _("Customers"), "customers.export", columns, rows))

and the view begins with `if "export" in request.GET: return respond(request, "customers")`.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from optics_crm.core import audit, clock, job_files, long_jobs
from optics_crm.core.htmx import trigger
from optics_crm.core.models import Employee
from optics_crm.core.permissions import CAPABILITIES, can
from optics_crm.core.registry import Registry
from optics_crm.core.tables import FORMATS, WRITERS, Column

AT_ONCE = 2_000
CHUNK = 2_000
IN_MEMORY = 5_000_000
JOB = "core.export"


Rows = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True)
class Export:
    """A list that can be taken out. `rows(user, query)` gives what the list shows for these filters.

    Whoever may see the list may take it out, so its columns name nobody's phone, e-mail or full name; a list with
    contacts has a capability of its own that the privacy officer holds.
    """

    key: str
    title: str | Promise
    capability: str
    columns: list[Column]
    rows: Callable[[Employee, QueryDict], Rows]


EXPORTS: Registry[Export] = Registry("exports")


def add_export(export: Export) -> Export:
    return EXPORTS.add(export.key, export)


def file_name(export: Export, kind: str) -> str:
    """`customers 2026-11-21.xlsx`."""
    return f"{export.key} {clock.today():%Y-%m-%d}.{kind}"


def respond(request: HttpRequest, key: str) -> HttpResponseBase:
    """The file, or 202 with the job that makes it."""
    export, user, kind = EXPORTS.get(key), request.user, request.GET["export"]
    if kind not in FORMATS:
        raise BadRequest("unknown export format")
    if not can(user, export.capability):
        raise PermissionDenied(str(CAPABILITIES.get(export.capability).label))
    rows = export.rows(user, request.GET)  # type: ignore[arg-type]
    size = count_of(rows[: AT_ONCE + 1])
    audit.record(user, "core.export.made", list=key, format=kind, rows=min(size, AT_ONCE), large=size > AT_ONCE)
    return as_file(export, rows, kind) if size <= AT_ONCE else as_job(request, export, kind)


def count_of(rows: Rows) -> int:
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def each(rows: Rows) -> Iterator[Any]:
    """The rows one by one, a set of the database in parts."""
    return rows.iterator(CHUNK) if isinstance(rows, QuerySet) else iter(rows)


def as_file(export: Export, rows: Rows, kind: str) -> FileResponse:
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the response closes it
    WRITERS[kind](target, export.columns, each(rows))
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=file_name(export, kind))


def as_job(request: HttpRequest, export: Export, kind: str) -> HttpResponseBase:
    title = _("Export: %(list)s") % {"list": export.title}
    params = {"list": export.key, "query": request.GET.urlencode(), "kind": kind, "language": get_language()}
    job = long_jobs.start(JOB, request.user, title, **params)  # type: ignore[arg-type]
    response = render(request, "core/job_started.html", {"job": job}, status=202)
    return trigger(response, "job-started")


def reported(rows: Iterable[Any], work: long_jobs.Progress, total: int) -> Iterator[Any]:
    """The rows, with progress told on the way; ends early by Cancelled when the user asks."""
    for number, row in enumerate(rows):
        if number % CHUNK == 0:
            work.report(number, total)
        yield row
    work.report(total, total)


@long_jobs.long_job(JOB, gettext_lazy("Export"))
def write_export(work: long_jobs.Progress, *, list: str, query: str, kind: str, language: str) -> str:
    """Writes the list as its owner would see it now; returns the file's name."""
    export, owner = EXPORTS.get(list), work.job.owner
    if owner is None or not can(owner, export.capability):
        return ""
    rows = export.rows(owner, QueryDict(query))
    total = count_of(rows)
    with translation.override(language), job_files.path_of(work.job).open("wb+") as target:
        WRITERS[kind](target, export.columns, reported(each(rows), work, total))
    return file_name(export, kind)
