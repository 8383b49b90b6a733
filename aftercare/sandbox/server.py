"""The doors of the gateway as an ASGI application: send, send a batch, look up, misbehave, live."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aftercare.sandbox.faults import Faults
from aftercare.sandbox.ledger import Ledger
from aftercare.sandbox.rooms import ROOMS, Asked, Room

HANG_SECONDS = 120
LARGEST_BODY = 10_000_000
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Gateway:
    """Takes messages into the ledger and answers with ids made of the client_ref, so that a restart knows them."""

    def __init__(self, ledger: Ledger, faults: Faults) -> None:
        self._ledger = ledger
        self._faults = faults

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        door = (scope["method"], scope["path"])
        if door == ("GET", "/healthz"):
            await _answer(send, 200, {"status": "ok", "accepted": len(self._ledger)})
            return
        name, _slash, rest = scope["path"].lstrip("/").partition("/")
        if name in ROOMS:
            await self._enter(ROOMS.get(name), rest, scope, receive, send)
            return
        if scope["method"] == "GET" and scope["path"].startswith("/messages/"):
            await self._one(scope["path"].removeprefix("/messages/"), send)
            return
        doors = {
            ("POST", "/send"): self._send_one,
            ("POST", "/send/batch"): self._send,
            ("POST", "/lookup"): self._look_up,
            ("POST", "/faults"): self._misbehave,
        }
        if door not in doors:
            await _answer(send, 404, {"error": "no such door"})
            return
        try:
            body = json.loads(await _body(receive))
            await doors[door](body, receive, send)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            await _answer(send, 400, {"error": f"{type(error).__name__}: {error}"})

    async def _enter(self, room: Room, path: str, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """What another server, played here, answers."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        query = scope.get("query_string", b"").decode("latin-1")
        try:
            asked = Asked(scope["method"], path, query, headers, await _body(receive))
            said = await asyncio.to_thread(room, asked)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            await _answer(send, 400, {"error": f"{type(error).__name__}: {error}"})
            return
        head = [(b"content-type", said.content_type.encode()), (b"content-length", str(len(said.body)).encode())]
        if said.location:
            head.append((b"location", said.location.encode()))
        await send({"type": "http.response.start", "status": said.status, "headers": head})
        await send({"type": "http.response.body", "body": said.body})

    async def _send_one(self, body: Any, receive: Receive, send: Send) -> None:
        await self._take(body["at"], [body], receive, send, single=True)

    async def _send(self, body: Any, receive: Receive, send: Send) -> None:
        await self._take(body["at"], body["messages"], receive, send, single=False)

    async def _take(self, at: str, messages: list[Any], receive: Receive, send: Send, *, single: bool) -> None:
        for message in messages:
            if not message["client_ref"] or not message["to"] or not message["text"]:
                raise ValueError("a message needs client_ref, to and text")
        if self._faults.strikes("throttle429"):
            await _answer(send, 429, {"error": "too many"}, (b"retry-after", b"1"))
        elif self._faults.strikes("timeout"):
            self._maybe_take(messages, at)
            await _hang(receive)
        elif self._faults.strikes("error500"):
            self._maybe_take(messages, at)
            await _answer(send, 500, {"error": "bad day"})
        else:
            self._ledger.add(messages, at)
            await self._accept(messages, send, single=single)

    async def _accept(self, messages: list[Any], send: Send, *, single: bool) -> None:
        results = [
            {"client_ref": m["client_ref"], "id": number(m["client_ref"]), "status": "accepted"} for m in messages
        ]
        await _answer(send, 200, results[0] if single else {"results": results})

    def _maybe_take(self, messages: list[Any], at: str) -> None:
        if self._faults.coin():
            self._ledger.add(messages, at)

    async def _look_up(self, body: Any, receive: Receive, send: Send) -> None:
        found = {ref: number(ref) for ref in body["client_refs"] if ref in self._ledger}
        await _answer(send, 200, {"found": found})

    async def _misbehave(self, body: Any, receive: Receive, send: Send) -> None:
        self._faults.change(str(body["faults"]))
        await _answer(send, 200, {"faults": body["faults"]})

    async def _one(self, ref: str, send: Send) -> None:
        if ref in self._ledger:
            await _answer(send, 200, {"client_ref": ref, "id": number(ref), "status": "accepted"})
        else:
            await _answer(send, 404, {"error": "not found"})


def number(client_ref: str) -> str:
    """The gateway's own id of a message."""
    return f"sb-{client_ref}"


async def _body(receive: Receive) -> bytes:
    parts, size = [], 0
    while True:
        event = await receive()
        parts.append(event.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY:
            raise ValueError("the body is too large")
        if event["type"] == "http.disconnect" or not event.get("more_body"):
            return b"".join(parts)


async def _hang(receive: Receive) -> None:
    """No answer, until the caller has had enough."""

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    with suppress(TimeoutError):
        await asyncio.wait_for(gone(), HANG_SECONDS)


async def _answer(send: Send, status: int, body: Any, *headers: tuple[bytes, bytes]) -> None:
    raw = json.dumps(body).encode()
    head = [(b"content-type", b"application/json"), (b"content-length", str(len(raw)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": raw})
