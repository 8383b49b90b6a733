"""The rooms of the exchange's pages: tabs with what waits in each, and the frame that every room is shown in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from optics_crm.core.permissions import can
from optics_crm.core.sync import waiting

ROOMS = (
    ("sync", _("Flows"), "arrows-exchange", "sync.view"),
    ("sync_waiting", _("Waiting"), "hourglass", "sync.view"),
    ("sync_refused", _("Refused"), "ban", "sync.view"),
    ("sync_trial", _("Trial"), "test-pipe", "sync.manage"),
    ("sync_alarms", _("Alarms"), "bell", "sync.manage"),
    ("sync_moves", _("Moved base"), "replace", "sync.manage"),
    ("sync_clients", _("Programs"), "plug-connected", "sync.clients"),
)


@dataclass(frozen=True)
class Tab:
    """One tab as the template gets it."""

    label: str | Promise
    url: str
    icon: str
    current: bool
    count: int | None


def tabs(request: HttpRequest, current: str, found: waiting.Totals) -> list[Tab]:
    """The rooms that the user may enter."""
    counts = {"sync_waiting": found.parked, "sync_refused": found.rejected}
    return [
        Tab(label, reverse(f"core:{name}"), icon, name == current, counts.get(name))
        for name, label, icon, capability in ROOMS
        if can(request.user, capability)
    ]


def show(
    request: HttpRequest, room: str, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A room with its tabs; `totals` are the figures of the whole exchange, `may_manage` whether the user may mend."""
    found = waiting.totals()
    frame = {
        "tabs": tabs(request, room, found),
        "totals": found,
        "may_manage": can(request.user, "sync.manage"),
    }
    return render(request, template, frame | dict(context), status=status)
