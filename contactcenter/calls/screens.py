"""Whose screens a call opens, and who is told when it goes on: those whom it rang."""

import uuid
from collections.abc import Collection, Sequence

from contactcenter.live import CALL
from contactcenter.models import Call, CallLeg
from optics_crm.core.live import push


def tell_screens(ids: Collection[uuid.UUID]) -> None:
    """Pushes each of these calls to the screens that it concerns. Two statements, and one more for each call."""
    lines: dict[uuid.UUID, list[uuid.UUID | None]] = {}
    for call, employee in CallLeg.objects.filter(call__in=ids).values_list("call", "employee"):
        lines.setdefault(call, []).append(employee)
    for row in Call.objects.filter(pk__in=lines).exclude(direction=Call.Direction.INTERNAL).order_by("pk"):
        push(CALL, {"call": row.pk, "card": card_address(row.pk), "state": row.state}, to=_rung(row, lines[row.pk]))


def card_address(call: uuid.UUID) -> str:
    """Where the card of a call is (contracts: `GET /calls/<id>/card/`)."""
    return f"/calls/{call}/card/"


def rung_by(call: Call) -> list[uuid.UUID]:
    """The employees at the lines of a call; nobody in particular when a line's extension is not known to us."""
    return _rung(call, list(call.legs.values_list("employee", flat=True))) or []


def _rung(call: Call, employees: Sequence[uuid.UUID | None]) -> list[uuid.UUID] | None:
    """None, everybody who takes calls, where a client rings at a line that is nobody's."""
    known = sorted({one for one in employees if one is not None})
    return None if call.direction == Call.Direction.IN and None in employees else known
