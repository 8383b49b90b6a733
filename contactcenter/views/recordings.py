"""Recordings: heard by those who may, each time on record; one that was given up is tried again."""

import re
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from contactcenter.models import Call, Recording
from contactcenter.recordings import fetching, pieces
from optics_crm.core import audit
from optics_crm.core.permissions import requires

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@requires("calls.listen")
@require_GET
def listen(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The bytes, whole or a part of them. Whoever asks for the beginning listens: that is recorded."""
    calls = Call.objects.visible_to(request.user)
    row = get_object_or_404(Recording, pk=pk, state=Recording.State.FETCHED, call__in=calls)
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    start, end = _part(asked, row.size) if asked else (0, row.size)
    if start >= end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{row.size}"})
    if start == 0:
        audit.record(request.user, "contactcenter.recording.listened", row.call)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Length": str(end - start),
        "Content-Disposition": "inline",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    if asked:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{row.size}"
    status = 206 if asked else 200
    body = list(pieces.read(row, start, end))
    return StreamingHttpResponse(iter(body), content_type=row.content_type, status=status, headers=headers)


def _part(asked: re.Match[str], size: int) -> tuple[int, int]:
    """Start and end (without) of what a Range header asks for; `bytes=-n` are the last n."""
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size) if last else (0, 0)
    return int(first), min(size, int(last) + 1) if last else size


@requires("calls.bodies")
@require_POST
def again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Fetches a recording anew that was given up."""
    row = get_object_or_404(Recording, pk=pk)
    fetching.try_again(request.user, row)
    return redirect("contactcenter:reconcile")
