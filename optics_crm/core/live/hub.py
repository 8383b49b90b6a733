"""The one reader of a web process: a thread with one connection that listens, reads the outbox and hands it out.

PostgreSQL rings at each commit that pushed something; a lost ring costs seconds, since the outbox is read every five
seconds whatever rings. When the database goes away the reader tries again, and reads on where it stood: what was
committed meanwhile is told late and never lost. With every reading it looks who may still listen, and ends the
streams of the others before they are told anything.
"""

import asyncio
import select
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg2
import structlog
from django.db import Error, connection

from optics_crm.core.live.cursors import Cursor
from optics_crm.core.live.figures import STREAMS
from optics_crm.core.live.listeners import still_listening
from optics_crm.core.live.outbox import CHANNEL
from optics_crm.core.live.reading import Reading, oldest_unread_seconds, present, read_since
from optics_crm.core.live.streams import Stream
from optics_crm.core.metrics import Figures, gauge

LOOK_SECONDS = 5.0
BEAT_SECONDS = 10.0
PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

log = structlog.get_logger("optics.live")


class Every:
    """Says once in so many seconds that it is time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._last = float("-inf")

    def is_due(self) -> bool:
        at = time.monotonic()
        if at - self._last < self.seconds:
            return False
        self._last = at
        return True


class Hub:
    """Streams join and leave on the event loop; the thread hands its readings over to the loop."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self.place: Cursor | None = None
        self._read_at = float("-inf")
        self._look, self._beat = Every(LOOK_SECONDS), Every(BEAT_SECONDS)

    def join(self, stream: Stream) -> None:
        """From here on the stream takes every reading."""
        self.streams.add(stream)
        STREAMS.set(len(self.streams))
        self._loop = asyncio.get_running_loop()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="live", daemon=True)
            self._thread.start()

    async def until_reading(self) -> None:
        """Returns once the reader stands somewhere: who is opened before would miss what lies between."""
        ends = time.monotonic() + LOOK_SECONDS
        while self.place is None and time.monotonic() < ends:
            await asyncio.sleep(0.02)

    def leave(self, stream: Stream) -> None:
        self.streams.discard(stream)
        STREAMS.set(len(self.streams))

    def end_all(self) -> None:
        """The process is about to end: browsers come back to the one that takes its place."""
        for stream in tuple(self.streams):
            stream.end()

    def cursor(self) -> Cursor | None:
        """Where this process has read to, if it was within the last seconds."""
        is_fresh = time.monotonic() - self._read_at < LOOK_SECONDS * 2
        return self.place if is_fresh else None

    def _run(self) -> None:
        fails = 0
        while not self._is_left():
            try:
                with connection.cursor() as sql:
                    sql.execute(f"LISTEN {CHANNEL}")
                while not self._is_left():
                    self._read()
                    fails = 0
                    self._wait()
            except (Error, psycopg2.Error, OSError, ValueError) as error:
                log.warning("live_reader_cut", error=type(error).__name__)
            except Exception:
                log.exception("live_reader_failed")
            self._drop_connection()
            time.sleep(PAUSES[min(fails, len(PAUSES) - 1)])
            fails += 1

    def _is_left(self) -> bool:
        return self._loop is None or self._loop.is_closed()

    def _drop_connection(self) -> None:
        try:
            connection.close()
        except Error:
            connection.connection = None

    def _wait(self) -> None:
        """Returns when it was rung, or after the time of a look."""
        session: Any = connection.connection
        if not session.notifies:
            doorbell = select.poll()
            doorbell.register(session, select.POLLIN)
            doorbell.poll(LOOK_SECONDS * 1000)
            session.poll()
        session.notifies.clear()

    def _read(self) -> None:
        """Reads on, and tells the streams. Those who may not listen any more are ended first."""
        reading = read_since(self.place or present())
        is_ours = self.place is None or reading.cursor.snapshot.covers(self.place.snapshot)
        streams = tuple(self.streams)
        ended = self._who_left(streams) if reading.rows or self._look.is_due() else ()
        if not is_ours:  # the numbers of another database: every browser must begin anew
            ended = streams
        self.place, self._read_at = reading.cursor, time.monotonic()
        self._on_loop(self._hand_out, reading, ended, self._beat.is_due())

    def _who_left(self, streams: tuple[Stream, ...]) -> tuple[Stream, ...]:
        listening = [(stream, stream.listener) for stream in streams if stream.listener is not None]
        still = still_listening([listener for _stream, listener in listening])
        return tuple(stream for stream, listener in listening if listener not in still)

    def _on_loop(self, what: Callable[..., None], *told: Any) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what, *told)

    def _hand_out(self, reading: Reading, ended: tuple[Stream, ...], is_beat: bool) -> None:
        for stream in ended:
            stream.end()
        for stream in tuple(self.streams):
            if not stream.is_over:
                stream.take(reading)
                if is_beat:
                    stream.beat()


HUB = Hub()


@gauge("optics_live_unread_seconds", "Age of the oldest event that this process has not read for its streams")
def unread_seconds() -> Figures:
    return {(): oldest_unread_seconds(HUB.place) if HUB.place else 0.0}
