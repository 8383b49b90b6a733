"""Whose screens a call opens, and who is told when it goes on: those whom it rang."""

import uuid
from collections.abc import Collection

from contactcenter.calls.changes import CallChange
from contactcenter.live import CALL
from contactcenter.models import Call
from optics_crm.core.live import push


def tell_screens(changes: Collection[CallChange]) -> None:
    """Pushes each of these calls to the screens that it concerns. One statement for each."""
    for change in sorted(changes, key=lambda one: one.call.pk):
        call = change.call
        if change.legs and call.direction != Call.Direction.INTERNAL:
            push(CALL, {"call": call.pk, "card": card_address(call.pk), "state": call.state}, to=_rung(change))


def card_address(call: uuid.UUID) -> str:
    """Where the card of a call is (contracts: `GET /calls/<id>/card/`)."""
    return f"/calls/{call}/card/"


def rung_by(change: CallChange) -> list[uuid.UUID]:
    """The employees at the lines of a call; nobody in particular when a line's extension is not known to us."""
    return _rung(change) or []


def _rung(change: CallChange) -> list[uuid.UUID] | None:
    """None, everybody who takes calls, where a client rings at a line that is nobody's."""
    known = {leg.employee_id for leg in change.legs}
    if change.call.direction == Call.Direction.IN and None in known:
        return None
    return sorted(one for one in known if one is not None)
