"""Decisions about identity as people read them: what, who, when, why, and whether it can be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from customers.identity import evidence, queue
from customers.identity.preview import FIELDS
from customers.models import IdentityEvent, Relationship
from optics_crm.core.permissions import can

Kind = IdentityEvent.Kind
ICONS = {
    Kind.MERGE: ("arrow-merge", "green"),
    Kind.SPLIT: ("arrows-split", "violet"),
    Kind.LINK: ("users-group", "blue"),
    Kind.NOT_SAME: ("equal", "grey"),
    Kind.CHOICE: ("pencil", "teal"),
}


@dataclass(frozen=True)
class ShownEvent:
    """A decision with its words. `can_undo`: it stands, and the user may take it back."""

    event: IdentityEvent
    icon: str
    colour: str
    title: str
    why: str
    undone: bool
    can_undo: bool


def shown_events(user: Any, events: Iterable[IdentityEvent]) -> list[ShownEvent]:
    """These decisions; `winner`, `loser`, `actor`, `undone_by`, `undoes` are selected with them."""
    may = can(user, queue.DECIDE)
    return [_shown(event, may) for event in events]


def _shown(event: IdentityEvent, may: bool) -> ShownEvent:
    icon, colour = ICONS[Kind(event.kind)]
    undone = hasattr(event, "undone_by")
    is_undo = event.undoes_id is not None
    return ShownEvent(
        event,
        "arrow-back-up" if is_undo else icon,
        "amber" if is_undo else "grey" if undone else colour,
        _title(event),
        _why(event),
        undone,
        may and not undone and not is_undo,
    )


def _title(event: IdentityEvent) -> str:
    if event.undoes_id is not None:
        return _("Taken back: %(what)s") % {"what": event.get_kind_display()}
    said = event.evidence
    if event.kind == Kind.LINK and said.get("refused"):
        return _("Not relatives")
    if event.kind == Kind.LINK:
        kind = dict(Relationship.Kind.choices).get(said.get("kind"), "")
        return _("Relatives: %(kind)s") % {"kind": kind}
    if event.kind == Kind.CHOICE:
        return _("Field chosen by hand: %(field)s") % {"field": FIELDS.get(said.get("field", ""), "")}
    return str(event.get_kind_display()).capitalize()


def _why(event: IdentityEvent) -> str:
    reasons = evidence.sentence(event.evidence.get("reasons", []))
    return "; ".join(part for part in (event.reason, reasons) if part)
