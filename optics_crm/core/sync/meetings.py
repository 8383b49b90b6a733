"""Rows that know each other by GUID alone, written at the same moment: neither transaction would see the other's.

Each writer of either side says which GUIDs it is about (`expect`). Last of all in the transaction everybody waits at
these GUIDs for the others, in one order, and looks once more: of two who write at once the second to come sees what the
first has committed. Nothing is held but from there to the commit.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from optics_crm.core.moments import Moment
from optics_crm.core.sync import tables

STRIPES = 256
LOCK_CLASS = 20_404  # of advisory locks: GUIDs at which rows meet
LOCK = "SELECT pg_advisory_xact_lock(%s, stripe) FROM unnest(%s::int[]) stripe"

Due = dict[Moment, set[UUID]]
_due: ContextVar[Due | None] = ContextVar("meetings", default=None)


@contextmanager
def held() -> Iterator[None]:
    """Around all rows of one transaction, inside it: at the end the moments that were expected happen.

    An inner one leaves it to the outer one: the locks are taken once, or two transactions would wait crosswise.
    """
    if _due.get() is not None:
        yield
        return
    due: Due = defaultdict(set)
    before = _due.set(due)
    try:
        yield
    finally:
        _due.reset(before)
    _meet(due)


def expect(moment: Moment, guids: Collection[UUID]) -> None:
    """At the end of the transaction `moment` is to happen for these GUIDs; its listeners tie what waits at them."""
    due = _due.get()
    if guids and due is not None:
        due[moment].update(guids)


def _meet(due: Due) -> None:
    stripes = sorted({guid.int % STRIPES for guids in due.values() for guid in guids})
    if stripes:
        tables.ask(LOCK, [LOCK_CLASS, stripes])
    for moment, guids in due.items():
        moment.happen(guids)
