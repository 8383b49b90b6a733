"""What is to be done when the web process is asked to end, before it waits for its open requests."""

from collections.abc import Callable

_callbacks: list[Callable[[], None]] = []


def call_when_leaving(callback: Callable[[], None]) -> None:
    """Adds a callback; it is called on the event loop and must not block."""
    _callbacks.append(callback)


def leave() -> None:
    """Calls them all, in the order in which they were added."""
    for callback in _callbacks:
        callback()
