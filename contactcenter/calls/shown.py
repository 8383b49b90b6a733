"""Calls as people read them: what became of one, who was rung, what the exchange told, in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contactcenter.calls.silence import is_concluded
from contactcenter.models import Call, CallEvent, CallLeg
from customers.models import Person
from optics_crm.core import formats
from optics_crm.core.permissions import can

ICONS = {"in": "phone-incoming", "out": "phone-outgoing", "internal": "phone"}
HAPPENED: dict[str, tuple[str | Promise, str]] = {
    "queued": (gettext_lazy("came in"), "phone-incoming"),
    "ring": (gettext_lazy("rings"), "bell-ringing"),
    "answer": (gettext_lazy("was taken"), "phone-check"),
    "hold": (gettext_lazy("was put on hold"), "player-pause"),
    "keyed": (gettext_lazy("a key was pressed"), "keyboard"),
    "leg_end": (gettext_lazy("the line was put down"), "phone-off"),
    "end": (gettext_lazy("the call ended"), "phone-x"),
    "recorded": (gettext_lazy("a recording was kept"), "microphone"),
    "told": (gettext_lazy("the voice menu told how the order stands"), "robot"),
    "rated": (gettext_lazy("the client gave a mark"), "star"),
}
SILENT = (gettext_lazy("nothing more was heard: taken as ended"), "clock")


@dataclass(frozen=True)
class ShownCall:
    """A call of a list; `client` is the name that the viewer may see, "" where nobody is known."""

    row: Call
    face: str
    icon: str
    client: str
    may_open: bool


@dataclass(frozen=True)
class ShownEvent:
    """One thing that the exchange told: when (its own clock, else the arrival), what, where."""

    at: dt.datetime
    what: str | Promise
    icon: str
    where: str


def face_of(call: Call) -> str:
    """What became of a call, as the badge family `call` names it."""
    if call.state != Call.State.ENDED:
        return call.state
    if call.answered:
        return "answered"
    if call.self_served:
        return "self_served"
    if call.direction != Call.Direction.IN:
        return "not_reached"
    return "voicemail" if call.cause == Call.Cause.VOICEMAIL else "missed"


def icon_of(call: Call) -> str:
    return ICONS.get(call.direction, "phone")


def show(calls: Sequence[Call], user: Any) -> list[ShownCall]:
    """Calls with their `person` joined, as this user may see them."""
    opens = can(user, "customers.view")
    return [ShownCall(row, face_of(row), icon_of(row), name_for(row.person, opens=opens), opens) for row in calls]


def name_for(person: Person | None, *, opens: bool) -> str:
    """The full name for those who may open the dossier, the short one for others."""
    if person is None:
        return ""
    return person.full_name if opens else formats.short_name(person.full_name)


def events_in_words(events: Sequence[CallEvent], legs: Sequence[CallLeg]) -> list[ShownEvent]:
    """What was told of a call, in the order of the moments."""
    names = {leg.extension: leg.employee.full_name for leg in legs if leg.employee}
    shown = [_in_words(row, names) for row in events]
    return sorted(shown, key=lambda one: one.at)


def _in_words(row: CallEvent, names: dict[str, str]) -> ShownEvent:
    what, icon = SILENT if is_concluded(row) else HAPPENED.get(row.kind, (row.kind, "circle"))
    extensions = row.told.get("extensions", ())
    where = [f"{name} · {formats.short_name(names[name])}" if name in names else str(name) for name in extensions]
    cause = dict(Call.Cause.choices).get(row.told.get("cause", ""), "")
    if row.kind == "rated":
        where.append(_("mark %(mark)s") % {"mark": row.told.get("value", "")})
    return ShownEvent(row.at or row.received_at, what, icon, ", ".join([*where, *([str(cause)] if cause else [])]))
