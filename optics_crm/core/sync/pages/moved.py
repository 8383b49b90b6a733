"""The room of a migrated base: new GUIDs matched against known objects, looked through, applied once."""

import uuid
from collections.abc import Iterator
from typing import IO, Any

import msgspec
from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from optics_crm.core.errors import DomainError
from optics_crm.core.models import SyncClient, SyncMove, SyncMoveRow
from optics_crm.core.permissions import requires
from optics_crm.core.sync.moved import matching, moving
from optics_crm.core.sync.pages.rooms import show

LARGEST = 10 * 1024 * 1024
SHOWN = 200
STATES = tuple(SyncMoveRow.State.values)


class MoveForm(forms.Form):
    """Whose base has moved, and its objects under their new GUIDs."""

    client = forms.ModelChoiceField(
        SyncClient.objects.order_by("name"), label=gettext_lazy("Program"), empty_label=None
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    file = forms.FileField(
        label=gettext_lazy("Objects under their new GUIDs"),
        help_text=gettext_lazy("NDJSON as for a first load, up to 10 MB; larger ones by the command sync_move."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(kind, kind) for kind in matching.kinds_with_signs()]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file


@requires("sync.manage")
@require_http_methods(["GET", "POST"])
def moves_page(request: HttpRequest) -> HttpResponse:
    """Reports made so far; POST makes one."""
    form = MoveForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            move = matching.match(request.user, told["client"], told["kind"], read_rows(told["file"]))
        except DomainError as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("core:sync_move", move.pk)
    rows = SyncMove.objects.select_related("client", "author").order_by("-created_at", "-pk")[:50]
    return show(request, "sync_moves", "sync/moves.html", {"form": form, "moves": rows}, status=_status(form))


@requires("sync.manage")
@require_GET
def move_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One report: how many are sure, doubtful, here twice, and the pairs; `?state=` shows those of one state."""
    move = get_object_or_404(SyncMove.objects.select_related("client"), pk=pk)
    counts = dict(move.rows.values_list("state").annotate(n=Count("pk")))
    state = request.GET.get("state", "")
    rows = move.rows.filter(state=state) if state in STATES else move.rows.all()
    matched = move.rows.values("new_guid").distinct().count()
    context = {
        "move": move,
        "sure": counts.get("sure", 0),
        "doubtful": counts.get("doubtful", 0),
        "taken": counts.get("taken", 0),
        "unmatched": move.asked - matched,
        "rows": rows.order_by("state", "pk")[:SHOWN],
        "state": state,
    }
    return show(request, "sync_moves", "sync/move.html", context)


@requires("sync.manage")
@require_POST
def apply_move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    get_object_or_404(SyncMove, pk=pk)
    move = moving.apply(request.user, pk)
    messages.success(request, _("Objects under new GUIDs: %(n)s. Old ones lead to them.") % {"n": move.applied})
    return redirect("core:sync_move", pk)


def read_rows(file: "IO[bytes]") -> Iterator[Any]:
    """The objects of a file of NDJSON; a line that is none is passed over."""
    for line in file:
        try:
            yield msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue


def _status(form: MoveForm) -> int:
    return 422 if form.errors else 200
