"""The end that silence of an exchange tells: an event of ours, which yields to whatever the exchange says later."""

import datetime as dt
from collections.abc import Sequence

from contactcenter.models import CallEvent

KEY = "silence:"


def is_concluded(row: CallEvent) -> bool:
    """Whether we concluded this event and nobody told it."""
    return row.key.startswith(KEY)


def believed(events: Sequence[CallEvent]) -> list[CallEvent]:
    """The events without the ends that we concluded and something newer, or a told end, has shown to be wrong."""
    last = max(row.received_at for row in events)
    is_told = any(row.kind == "end" and not is_concluded(row) for row in events)
    return [row for row in events if not is_concluded(row) or (row.received_at == last and not is_told)]


def at_last_word(events: Sequence[CallEvent], moments: Sequence[dt.datetime]) -> list[dt.datetime]:
    """The moments of the events, where a concluded end counts when the exchange last spoke of the call."""
    told = [moment for row, moment in zip(events, moments, strict=True) if not is_concluded(row)]
    last = max(told, default=None)
    return [
        last if last is not None and is_concluded(row) else moment for row, moment in zip(events, moments, strict=True)
    ]
