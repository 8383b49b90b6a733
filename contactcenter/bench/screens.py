"""Open screens and a telephone exchange, as coroutines of one thread: what a request costs here is not measured."""

import asyncio
import json
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

POLL_SECONDS = 0.25


@dataclass
class Seen:
    """When each screen heard that a call rings: moments of perf_counter by call; `opened` screens are ready."""

    rings: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    opened: int = 0

    def note(self, told: dict[str, Any]) -> None:
        if told.get("state") == "ringing":
            self.rings[told["call"]].append(time.perf_counter())


async def listen(port: int, cookie: str, seen: Seen) -> None:
    """A screen on the live stream, until it is cancelled."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(_head("GET", "/live/", cookie))
        kind, is_open = b"", False
        while line := await reader.readline():
            if line.startswith(b"event: "):
                kind = line[7:].strip()
                seen.opened, is_open = seen.opened + (not is_open), True
            elif line.startswith(b"data: ") and kind == b"call":
                seen.note(json.loads(line[6:]))
    finally:
        writer.close()


async def poll(port: int, cookie: str, seen: Seen) -> None:
    """The naive screen: asks four times a second, on a connection that it keeps."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    last = ""
    try:
        while True:
            began = time.perf_counter()
            writer.write(_head("GET", f"/live/since/?last={quote(last)}", cookie))
            _status, body = await _answer(reader)
            told = json.loads(body)
            seen.opened += not last
            last = told["last"]
            for event in told["events"]:
                if event["kind"] == "call":
                    seen.note(event["data"])
            await asyncio.sleep(max(0.0, POLL_SECONDS - (time.perf_counter() - began)))
    finally:
        writer.close()


class Exchange:
    """Posts the events of calls in the neutral format, each on time whatever the answers take."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path
        self.rang_at: dict[str, float] = {}
        self.answers: list[float] = []  # seconds until each request was answered
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def play(self, calls: dict[str, str], per_second: float) -> None:
        """Rings every number, so many calls a second; each is taken a second later and ends after another."""
        began = time.perf_counter()
        running = []
        for place, (call, phone) in enumerate(calls.items()):
            await asyncio.sleep(max(0.0, began + place / per_second - time.perf_counter()))
            running.append(asyncio.create_task(self._call(call, phone)))
        await asyncio.gather(*running)
        for _reader, writer in self._idle:
            writer.close()

    async def _call(self, call: str, phone: str) -> None:
        self.rang_at[call] = time.perf_counter()
        await self._post(event="newCall", callId=call, direction="in", **{"from": phone, "to": "74950000002"})
        await asyncio.sleep(1)
        await self._post(event="answer", callId=call, direction="in", answeringNumber="b0")
        await asyncio.sleep(1)
        await self._post(event="hangup", callId=call, direction="in", cause="normalClearing", duration=1)

    async def _post(self, **told: Any) -> None:
        line = self._idle.pop() if self._idle else await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = line
        began = time.perf_counter()
        writer.write(_head("POST", self.path, "", json.dumps(told).encode()))
        status, body = await _answer(reader)
        self.answers.append(time.perf_counter() - began)
        if status != 200:
            raise RuntimeError(f"{status}: {body[:200]!r}")
        self._idle.append(line)


async def until_opened(seen: Seen, count: int, seconds: float = 60) -> None:
    """Returns when all screens listen."""
    ends = time.perf_counter() + seconds
    while seen.opened < count:
        if time.perf_counter() > ends:
            raise RuntimeError(f"{seen.opened} of {count} screens have opened")
        await asyncio.sleep(0.05)


async def until_seen(seen: Seen, count: int, seconds: float = 60) -> None:
    """Returns when so many rings were heard, each at each screen, or after the time."""
    ends = time.perf_counter() + seconds
    while sum(map(len, seen.rings.values())) < count and time.perf_counter() < ends:
        await asyncio.sleep(0.05)


async def cancel(tasks: list["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, OSError):
            await task


def _head(method: str, path: str, cookie: str, body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"Cookie: {cookie}"] if cookie else ["Content-Type: application/json"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of an answer that says its length, or comes in chunks."""
    status = int((await reader.readline()).split()[1])
    headers: dict[bytes, bytes] = {}
    while (line := await reader.readline()).strip():
        name, _colon, value = line.partition(b":")
        headers[name.lower()] = value.strip()
    if b"content-length" in headers:
        return status, await reader.readexactly(int(headers[b"content-length"]))
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return status, body
