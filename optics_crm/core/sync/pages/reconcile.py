"""The room of reconciliation: our digest of a client's book by day, what comparisons found, and a comparison here."""

import datetime as dt
import re
import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from optics_crm.core import clock
from optics_crm.core.models import SyncClient, SyncFinding
from optics_crm.core.permissions import requires
from optics_crm.core.sync.digests import findings
from optics_crm.core.sync.digests.buckets import ALL, Cut, day_of
from optics_crm.core.sync.digests.digest import differ, digest
from optics_crm.core.sync.kinds import KINDS, in_order
from optics_crm.core.sync.pages.rooms import show
from optics_crm.core.sync.problems import Problem

DAYS = 14
LONGEST_DAYS = 400
LARGEST_LIST = 5_000_000
LINE = re.compile(r"([0-9a-fA-F-]{36})[\s;,]+(\d{1,18})")


SIDES = {
    "missing_here": (
        gettext_lazy("Not here"),
        gettext_lazy("The other side has them: let it register and send them again."),
    ),
    "missing_there": (
        gettext_lazy("Not there"),
        gettext_lazy("We have them, the other side has not: deleted there without a word?"),
    ),
    "older_here": (
        gettext_lazy("Older here"),
        gettext_lazy("A later version was not sent: let the other side send it."),
    ),
    "newer_here": (gettext_lazy("Newer here"), gettext_lazy("The list is older than what was sent last.")),
    "waiting_here": (gettext_lazy("Waiting here"), gettext_lazy("Received, and waiting for what they refer to.")),
}


DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class BookForm(forms.Form):
    """Whose book, of which kind, which days."""

    client = forms.ModelChoiceField(
        SyncClient.objects.order_by("name"), label=gettext_lazy("Program"), empty_label=None
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    first = forms.DateField(label=gettext_lazy("From"), widget=DAY)
    last = forms.DateField(label=gettext_lazy("To"), widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(kind.code, kind.code) for kind in in_order()]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last = told.get("first"), told.get("last")
        if first and last and not dt.timedelta(0) <= last - first <= dt.timedelta(days=LONGEST_DAYS):
            self.add_error("last", _("Choose at most 400 days, the later one second."))
        return told


@requires("sync.view")
@require_GET
def reconcile_page(request: HttpRequest) -> HttpResponse:
    form = BookForm(request.GET if "kind" in request.GET else _usual())
    context: dict[str, Any] = {"form": form, "findings": _latest()}
    if form.is_valid():
        told = form.cleaned_data
        cut = Cut(KINDS.get(told["kind"]), told["client"], "day")
        found = {row.bucket: row for row in SyncFinding.objects.filter(client=cut.client, kind=cut.kind.code)}
        rows = digest(cut, told["first"], told["last"]) if cut.is_daily else digest(cut, None, None)
        shown = [row | {"bucket": str(row["bucket"]), "finding": found.get(str(row["bucket"]))} for row in rows]
        context |= {"rows": shown, "cut": cut}
    return show(request, "sync_reconcile", "sync/reconcile.html", context, status=422 if form.errors else 200)


@requires("sync.manage")
@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Compares a pasted list of the other side (a GUID and a version a line) with one bucket of ours."""
    client = get_object_or_404(SyncClient, pk=_uuid(request.POST.get("client")))
    kind = KINDS.find(request.POST.get("kind", ""))
    bucket = request.POST.get("bucket", "")
    if kind is None or not _is_bucket(bucket):
        return redirect("core:sync_reconcile")
    cut = Cut(kind, client, "all" if bucket == ALL else "day")
    listed = LINE.findall(request.POST.get("list", "")[:LARGEST_LIST])
    items = [{"guid": guid.lower(), "version": int(version)} for guid, version in listed if _uuid(guid)]
    row = findings.note(cut, bucket, differ(cut, bucket, items))
    return redirect("core:sync_finding", row.pk)


@requires("sync.view")
@require_GET
def finding_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The very GUIDs by which the books differ in one bucket."""
    row = get_object_or_404(SyncFinding.objects.select_related("client"), pk=pk)
    sides = [
        {"label": label, "advice": advice, "count": row.counts[side], "guids": row.guids.get(side, [])}
        for side, (label, advice) in SIDES.items()
        if row.counts.get(side)
    ]
    return show(request, "sync_reconcile", "sync/finding.html", {"finding": row, "sides": sides})


def _usual() -> dict[str, Any]:
    """The book of the first program over the last two weeks."""
    today = clock.today()
    client = SyncClient.objects.order_by("name").values_list("pk", flat=True).first()
    return {"client": client, "kind": "purchase", "first": today - dt.timedelta(days=DAYS), "last": today}


def _latest() -> list[SyncFinding]:
    return list(SyncFinding.objects.select_related("client").order_by("-at", "-pk")[:50])


def _is_bucket(text: str) -> bool:
    try:
        return text == ALL or bool(day_of(text, "/bucket"))
    except Problem:
        return False


def _uuid(raw: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(raw or "")
    except ValueError:
        return None
