"""The rooms of the exchange's pages: tabs with what waits in each, and the frame that every room is shown in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from optics_crm.core.permissions import can
from optics_crm.core.registry import Registry
from optics_crm.core.sync import waiting


@dataclass(frozen=True)
class Room:
    """A page of the exchange. `count` says how much waits there; apps above add theirs in `sync_rooms.py`."""

    key: str
    label: str | Promise
    icon: str
    url_name: str
    capability: str
    count: Callable[[waiting.Totals], int] | None = None


ROOMS: Registry[Room] = Registry("rooms of the exchange")


def add_room(room: Room) -> Room:
    return ROOMS.add(room.key, room)


add_room(Room("sync", _("Flows"), "arrows-exchange", "core:sync", "sync.view"))
add_room(Room("sync_waiting", _("Waiting"), "hourglass", "core:sync_waiting", "sync.view", lambda found: found.parked))
add_room(Room("sync_refused", _("Refused"), "ban", "core:sync_refused", "sync.view", lambda found: found.rejected))
add_room(Room("sync_reconcile", _("Reconciliation"), "scale", "core:sync_reconcile", "sync.view"))
add_room(Room("sync_trial", _("Trial"), "test-pipe", "core:sync_trial", "sync.manage"))
add_room(Room("sync_alarms", _("Alarms"), "bell", "core:sync_alarms", "sync.manage"))
add_room(Room("sync_moves", _("Moved base"), "replace", "core:sync_moves", "sync.manage"))
add_room(Room("sync_clients", _("Programs"), "plug-connected", "core:sync_clients", "sync.clients"))


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
    return [
        Tab(
            room.label,
            reverse(room.url_name),
            room.icon,
            room.key == current,
            room.count(found) if room.count else None,
        )
        for room in ROOMS
        if can(request.user, room.capability)
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
