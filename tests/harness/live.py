"""A browser's side of the live stream."""

import http.client
import json
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tests.harness.stack import eventually


@dataclass(frozen=True)
class Told:
    """One event of a stream; `beat` and `reset` are events, too."""

    kind: str
    id: str
    data: Any


class Line:
    """A stream that is read in a thread of its own; `events` are those that were told, without the beats."""

    def __init__(self, port: int, cookie: str, last: str = "", path: str = "/live/") -> None:
        self.cookie = cookie
        self.heard: list[Told] = []
        self.is_over = False
        self._door = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        head = {"Cookie": cookie} | ({"Last-Event-ID": last} if last else {})
        self._door.request("GET", path, headers=head)
        self._answer = self._door.getresponse()
        self.status = self._answer.status
        self.headers = {name.lower(): value for name, value in self._answer.getheaders()}
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with suppress(OSError, http.client.HTTPException, ValueError, AttributeError):
            fields: dict[str, str] = {}
            while raw := self._answer.readline():
                line = raw.decode().rstrip("\n")
                if not line:
                    if "data" in fields:
                        self.heard.append(Told(fields["event"], fields["id"], json.loads(fields["data"])))
                    fields = {}
                elif not line.startswith(":"):
                    name, _colon, value = line.partition(": ")
                    fields[name] = value
        self.is_over = True

    @property
    def events(self) -> list[Told]:
        return [told for told in self.heard if told.kind != "beat"]

    @property
    def numbers(self) -> list[Any]:
        """The `n` of each event of the tests."""
        return [told.data["n"] for told in self.events if "n" in told.data]

    @property
    def last(self) -> str:
        """Where a browser would come back from."""
        return self.heard[-1].id if self.heard else ""

    def wait(self, count: int, seconds: float = 10) -> list[Told]:
        eventually(lambda: len(self.events) >= count, seconds, f"{count} events, not {self.events}")
        return self.events

    def wait_open(self) -> "Line":
        """Opened, and greeted with a beat (or a reset)."""
        eventually(lambda: self.heard, 10, "a word of the stream")
        return self

    def wait_over(self, seconds: float = 15) -> None:
        eventually(lambda: self.is_over, seconds, "the end of the stream")

    def cut(self) -> None:
        """As a network does it: without a word."""
        with suppress(OSError, AttributeError):
            if self._door.sock is not None:
                self._door.sock.shutdown(socket.SHUT_RDWR)
            self._answer.close()
            self._door.close()
