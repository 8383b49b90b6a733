"""Doors of jobs: a file in, how far it is, stop."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from optics_crm.core.models import SyncJob
from optics_crm.core.sync.items import STATUSES
from optics_crm.core.sync.jobs import actions
from optics_crm.core.sync.jobs.receiving import Received, receive
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.tokens import Caller, authenticate
from optics_crm.core.sync.views import TRUE_WORDS, answer_json, door

SCOPE = "jobs:write"
LISTED = 50
FALSE_WORDS = ("", "0", "false", "no")
POLL_MS = 2000


@door("GET", "HEAD", "POST")
def jobs(request: HttpRequest) -> HttpResponse:
    """POST: NDJSON, plain or gzip, `?history=1` for old facts. GET: the latest jobs of the client."""
    caller = authenticate(request)
    caller.need(SCOPE)
    if request.method != "POST":
        rows = SyncJob.objects.filter(client=caller.client).exclude(state=SyncJob.State.RECEIVING)
        return answer_json(request, {"results": [shown(row) for row in rows.order_by("-created_at")[:LISTED]]})
    asked = _flag(request.GET.get("history", ""), "/history")
    job = actions.begin(caller)
    try:
        received = receive(request, actions.file_of(job))
        is_history = asked or _told_history(received, caller)
        queued = actions.put_in_queue(job, received, is_history=is_history)
    except BaseException:
        actions.forget(job)
        raise
    response = answer_json(request, {**shown(queued), "replayed": queued.pk != job.pk}, status=202)
    response.headers["Location"] = f"/api/v1/sync/jobs/{queued.pk}"
    return response


@door("GET", "HEAD", "DELETE")
def job(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far a job is; DELETE stops it."""
    caller = authenticate(request)
    row = _found(caller, pk)
    if request.method == "DELETE":
        row = actions.cancel(caller.client.source, row)
    return answer_json(request, shown(row))


@door("POST")
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same as DELETE, for clients that know GET and POST only."""
    caller = authenticate(request)
    return answer_json(request, shown(actions.cancel(caller.client.source, _found(caller, pk))))


def shown(row: SyncJob) -> dict[str, Any]:
    """A job as its client sees it."""
    is_open = row.state in actions.OPEN
    return {
        "id": row.pk,
        "state": row.state,
        "history": row.is_history,
        "rows": row.rows,
        "done": row.done,
        **{status: row.counts.get(status, 0) for status in STATUSES},
        "errors": row.errors,
        "message": row.message or None,
        "cancel_requested": row.cancel_requested,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
        "next_poll_after_ms": POLL_MS if is_open else 0,
    }


def _found(caller: Caller, pk: uuid.UUID) -> SyncJob:
    caller.need(SCOPE)
    row = SyncJob.objects.filter(pk=pk, client=caller.client).exclude(state=SyncJob.State.RECEIVING).first()
    if row is None:
        raise Problem("job_not_found")
    return row


def _flag(word: str, pointer: str) -> bool:
    if word.lower() not in (*TRUE_WORDS, *FALSE_WORDS):
        raise Problem("bad_envelope", _("history must be true or false."), pointer=pointer)
    return word.lower() in TRUE_WORDS


def _told_history(received: Received, caller: Caller) -> bool:
    """What the first line says, where it is an envelope."""
    source, history = received.head.get("source", caller.client.source), received.head.get("history", False)
    if source != caller.client.source:
        raise Problem("source_mismatch", pointer="/source")
    if not isinstance(history, bool):
        raise Problem("bad_envelope", _("history must be true or false."), pointer="/history")
    return history
