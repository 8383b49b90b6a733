"""Rows of one sender applied, and applied again where what they missed came in the same breath."""

from collections.abc import Callable, Sequence
from uuid import UUID

from optics_crm.core.sync import salvage
from optics_crm.core.sync.items import Item
from optics_crm.core.sync.kinds import Batch, Need


def apply(items: Sequence[Item], batch: Callable[[], Batch]) -> None:
    """Every row has its status afterwards; a deferred one waits for something that is not among these rows."""
    before: set[Need] = set()
    turn = items
    while turn:
        salvage.apply(turn, batch)
        made = made_by(items)
        turn = [item for item in items if missing_of(item) in made - before]
        for item in turn:
            item.forget()
        before = made


def made_by(items: Sequence[Item]) -> set[Need]:
    """The objects that these rows have made."""
    return {(item.kind, item.guid) for item in items if item.status == "created"}


def missing_of(item: Item) -> Need | None:
    """The object that a deferred row waits for."""
    if item.status != "deferred" or item.fault is None or item.fault.missing is None:
        return None
    return item.fault.missing[0], UUID(item.fault.missing[1])
