"""One open stream, on the event loop: what has come for it and is not sent yet."""

import asyncio
from collections import deque

from optics_crm.core.live import frames
from optics_crm.core.live.cursors import Cursor
from optics_crm.core.live.figures import SENT
from optics_crm.core.live.listeners import Listener
from optics_crm.core.live.reading import Reading

MOST_UNSENT = 1000  # a browser that takes no more is let go: it comes back with its cursor and misses nothing


class Stream:
    """Takes every reading of the hub from the moment it has joined; those of before it is opened wait.

    So nothing falls between the look into the outbox at the opening and the first reading that is handed to it.
    """

    def __init__(self) -> None:
        self.listener: Listener | None = None
        self.is_over = False
        self._cursor: Cursor | None = None
        self._early: list[Reading] = []
        self._unsent: deque[bytes] = deque()
        self._ready = asyncio.Event()

    def open(self, listener: Listener, cursor: Cursor) -> None:
        """From here on it is told what this cursor has not been told."""
        self.listener, self._cursor = listener, cursor
        early, self._early = self._early, []
        for reading in early:
            self.take(reading)

    def take(self, reading: Reading) -> None:
        """Passes on what of a reading is for this listener."""
        if self.listener is None or self._cursor is None:
            self._early.append(reading)
            return
        if self._cursor.snapshot.covers(reading.cursor.snapshot):
            return  # read before the stream was opened
        if not self._cursor.snapshot.covers(reading.since.snapshot):
            self.end()  # something lies between: the browser comes back with its cursor and is told
            return
        for row, cursor in frames.heard(self.listener, self._cursor, reading):
            SENT.labels(row.kind).inc()
            self._put(frames.event(row.kind, row.payload, cursor))
        self._cursor = reading.cursor

    def beat(self) -> None:
        """The hub lives and has read the outbox just now."""
        if self._cursor is not None:
            self._put(frames.beat(self._cursor))

    def end(self) -> None:
        """Nothing more is sent after what waits."""
        self.is_over = True
        self._ready.set()

    async def unsent(self, patience: float) -> bytes:
        """What is to be sent next, all of it at once; nothing after so many seconds without a word, or at the end."""
        if not self._unsent and not self.is_over:
            try:
                async with asyncio.timeout(patience):
                    await self._ready.wait()
            except TimeoutError:
                return b""
        self._ready.clear()
        words = b"".join(self._unsent)
        self._unsent.clear()
        return words

    def _put(self, frame: bytes) -> None:
        if len(self._unsent) >= MOST_UNSENT:
            self.end()
        if not self.is_over:
            self._unsent.append(frame)
            self._ready.set()
