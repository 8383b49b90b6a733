"""Statuses as people see them: a word, a colour and an icon, the same on every screen.

An app registers a family in its own `badges.py`; templates write `{% badge "message" message.state %}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Choices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models import Job, SyncMoveRow
from optics_crm.core.registry import Registry

COLOURS = ("grey", "blue", "teal", "green", "amber", "red", "violet")


@dataclass(frozen=True)
class Status:
    """One state: `label` is translated, `colour` one of COLOURS, `icon` a name in the sprite."""

    label: str | Promise
    colour: str
    icon: str


FAMILIES: Registry[Mapping[str, Status]] = Registry("status families")


def add_family(key: str, statuses: Mapping[str, Status]) -> None:
    """Registers a family; a colour that the theme does not have is a programming error."""
    for code, status in statuses.items():
        if status.colour not in COLOURS:
            raise ValueError(f"{key}.{code}: unknown colour {status.colour!r}")
    FAMILIES.add(key, statuses)


def add_choices(key: str, choices: type[Choices], faces: Mapping[str, tuple[str, str]]) -> None:
    """Registers the states of a model by their own words; each needs a (colour, icon)."""
    labels = dict(choices.choices)
    if set(labels) != set(faces):
        raise ValueError(f"{key}: faces and states differ in {sorted(set(labels) ^ set(faces))}")
    add_family(key, {code: Status(labels[code], *face) for code, face in faces.items()})


def status_of(family: str, code: str) -> Status:
    """The state's face; a code that nobody described yet stays readable in grey."""
    found = FAMILIES.get(family).get(code)
    return found or Status(code, "grey", "circle-dashed")


add_choices(
    "job",
    Job.State,
    {
        "queued": ("grey", "clock"),
        "running": ("blue", "progress"),
        "done": ("green", "circle-check"),
        "failed": ("red", "circle-x"),
        "cancelled": ("grey", "ban"),
    },
)
add_family(
    "sync_client",
    {"active": Status(_("switched on"), "green", "plug-connected"), "blocked": Status(_("switched off"), "red", "ban")},
)
add_family(
    "sync_token",
    {
        "live": Status(_("in force"), "green", "key"),
        "ending": Status(_("term ends soon"), "amber", "clock-exclamation"),
        "expired": Status(_("term is over"), "grey", "clock"),
        "revoked": Status(_("revoked"), "grey", "ban"),
    },
)
add_family(
    "sync_row",
    {
        "created": Status(_("created"), "green", "plus"),
        "updated": Status(_("changed"), "green", "check"),
        "unchanged": Status(_("as before"), "grey", "equal"),
        "stale": Status(_("older than ours"), "grey", "history"),
        "deferred": Status(_("waits"), "amber", "hourglass"),
        "rejected": Status(_("refused"), "red", "ban"),
    },
)
add_family(
    "sync_alarm",
    {"raised": Status(_("raised"), "red", "bell-ringing"), "well": Status(_("all is well"), "green", "circle-check")},
)
add_choices(
    "sync_pair",
    SyncMoveRow.State,
    {"sure": ("green", "circle-check"), "doubtful": ("amber", "question-mark"), "taken": ("red", "copy")},
)
