"""Posts requests to a running copy at their moments, as exchanges do: several at once, again when nobody answers."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from contactcenter.simulator.dialects import Line

WORKERS = 12
TIMEOUT_SECONDS = 15
PAUSE_SECONDS = 0.3
HOOKS = "/hooks/telephony/"
WAITING = WORKERS * 4  # requests that may wait for a worker: the clock of the day stands still meanwhile


@dataclass
class Posted:
    """What became of the requests: by status, how long the answers took, how many had to be sent again."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    repeated: int = 0
    lost: int = 0

    def as_json(self) -> dict[str, object]:
        took = sorted(self.seconds)
        return {
            "requests": sum(self.statuses.values()) + self.lost,
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "repeated": self.repeated,
            "lost": self.lost,
            "p50_ms": round(_share(took, 0.5) * 1000, 1),
            "p99_ms": round(_share(took, 0.99) * 1000, 1),
        }


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Player:
    """One play. `patience_seconds`: for how long a request is sent again while the copy does not answer."""

    def __init__(self, url: str, patience_seconds: float = 90) -> None:
        parts = urlsplit(url)
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname or "127.0.0.1", parts.port
        self._patience = patience_seconds
        self._own = threading.local()
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(WAITING)
        self.posted = Posted()

    def play(self, due: Iterable[tuple[float, Line]], before: Callable[[Line], None]) -> Posted:
        """Sends each line so many seconds after the beginning; `before` is called with it, one by one."""
        begun = time.monotonic()
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="exchange") as pool:
            for seconds, line in due:
                time.sleep(max(0.0, begun + seconds - time.monotonic()))
                before(line)
                self._room.acquire()
                pool.submit(self._send, line).add_done_callback(lambda _done: self._room.release())
        return self.posted

    def _send(self, line: Line) -> None:
        until = time.monotonic() + self._patience
        while True:
            started = time.monotonic()
            status = self._post(line)
            with self._lock:
                if status is not None and status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
                    self.posted.statuses[status] += 1
                    self.posted.seconds.append(time.monotonic() - started)
                    return
                if time.monotonic() > until:
                    self.posted.lost += 1
                    return
                self.posted.repeated += 1
            time.sleep(PAUSE_SECONDS)

    def _post(self, line: Line) -> int | None:
        """The status, None when there was no answer."""
        headers = {"Content-Type": line.content_type, **line.headers}
        try:
            connection = self._connection()
            connection.request("POST", HOOKS + line.path, line.body.encode(), headers)
            response = connection.getresponse()
            response.read()
            return response.status
        except (OSError, http.client.HTTPException):
            self._own.connection.close()
            self._own.connection = None
            return None

    def _connection(self) -> http.client.HTTPConnection:
        if getattr(self._own, "connection", None) is None:
            kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
            self._own.connection = kind(self._host, self._port, timeout=TIMEOUT_SECONDS)
        connection: http.client.HTTPConnection = self._own.connection
        return connection
