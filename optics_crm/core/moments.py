"""Moments: what must hold at the very instant of a change, said below and heard above, inside the transaction.

News are heard a little later; a withdrawn consent must stop its messages now. The app that makes the change owns the
moment, apps above add listeners in their `moments.py`. A listener takes what has changed (ids mostly) in bulk and works
set-based; its failure fails the change.
"""

from collections.abc import Callable, Collection
from typing import Generic, TypeVar

What = TypeVar("What")


class Moment(Generic[What]):
    """One kind of instant; `told` says what listeners are given."""

    def __init__(self, name: str, told: str) -> None:
        self.name = name
        self.told = told
        self._listeners: list[Callable[[Collection[What]], None]] = []

    def during(self, listener: Callable[[Collection[What]], None]) -> Callable[[Collection[What]], None]:
        """Adds a listener; used as a decorator."""
        self._listeners.append(listener)
        return listener

    def happen(self, what: Collection[What]) -> None:
        """Calls every listener inside the running transaction; nothing is no event."""
        if what:
            for listener in self._listeners:
                listener(what)
