"""Moments: what must hold at the very instant of a change, said below and heard above, inside the transaction.

News are heard a little later; a withdrawn consent must stop its messages now. The app that makes the change owns the
moment, apps above add listeners in their `moments.py`. A listener takes ids in bulk and works set-based; its failure
fails the change.
"""

import uuid
from collections.abc import Callable, Collection

Listener = Callable[[Collection[uuid.UUID]], None]


class Moment:
    """One kind of instant; `ids` says whose ids listeners are given."""

    def __init__(self, name: str, ids: str) -> None:
        self.name = name
        self.ids = ids
        self._listeners: list[Listener] = []

    def during(self, listener: Listener) -> Listener:
        """Adds a listener; used as a decorator."""
        self._listeners.append(listener)
        return listener

    def happen(self, ids: Collection[uuid.UUID]) -> None:
        """Calls every listener inside the running transaction; an empty set is no event."""
        if ids:
            for listener in self._listeners:
                listener(ids)
