"""The first page of the day: a work list of promises by their clocks, and panels; apps above plug in both.

An app's `home.py` calls `add_work(WorkSource(...))` for promises, `add_panel(Panel(...))` for anything else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from optics_crm.core.models import Employee
from optics_crm.core.permissions import can
from optics_crm.core.registry import Registry

LONGEST = 50


@dataclass(frozen=True)
class WorkItem:
    """One promise: to whom, what, why, by when, and the button that keeps it.

    `action_post` makes the button a form; `start` is when the clock began, for the amber of its last fifth.
    """

    due: datetime
    who: str
    who_url: str
    what: str
    why: str = ""
    icon: str = "checkup-list"
    start: datetime | None = None
    action_label: str | Promise = ""
    action_url: str = ""
    action_post: bool = False
    owner: str = ""


@dataclass(frozen=True)
class WorkSource:
    """One kind of promise. `items(user, limit)` gives the most urgent first, `count(user)` all that wait."""

    key: str
    label: str | Promise
    icon: str
    capability: str
    items: Callable[[Employee, int], Iterable[WorkItem]]
    count: Callable[[Employee], int]


@dataclass(frozen=True)
class Panel:
    """A card of the home page. `build` returns the template's words, or None when there is nothing to say."""

    key: str
    title: str | Promise
    icon: str
    template: str
    capability: str
    build: Callable[[Employee], Mapping[str, Any] | None]
    order: int = 50
    wide: bool = False
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ShownPanel:
    """A built panel on its way to the page."""

    panel: Panel
    words: Mapping[str, Any]


WORK: Registry[WorkSource] = Registry("work sources")
PANELS: Registry[Panel] = Registry("home panels")


def add_work(source: WorkSource) -> WorkSource:
    return WORK.add(source.key, source)


def add_panel(panel: Panel) -> Panel:
    return PANELS.add(panel.key, panel)


def sources_for(user: Employee) -> list[WorkSource]:
    return [source for source in WORK if can(user, source.capability)]


def work_for(user: Employee, kind: str = "") -> list[WorkItem]:
    """The user's promises, the most urgent first; `kind` keeps one source."""
    chosen = [source for source in sources_for(user) if kind in ("", source.key)]
    items = [item for source in chosen for item in source.items(user, LONGEST)]
    return sorted(items, key=lambda item: item.due)[:LONGEST]


def panels_for(user: Employee) -> list[ShownPanel]:
    """The user's panels in order, without those that have nothing to say."""
    shown = []
    for panel in sorted(PANELS, key=lambda panel: panel.order):
        if (panel.roles and user.role not in panel.roles) or not can(user, panel.capability):
            continue
        words = panel.build(user)
        if words is not None:
            shown.append(ShownPanel(panel, words))
    return shown
