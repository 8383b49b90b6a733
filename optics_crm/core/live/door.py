"""The door of streams: asks the pool who opens and what was missed, then sends what the hub hands out.

An open stream holds neither a thread nor a connection of the database.
"""

import asyncio
from typing import Any

from optics_crm.core.held_requests import Answer, App, Message, ask_pages, gone
from optics_crm.core.live import frames
from optics_crm.core.live.hub import HUB
from optics_crm.core.live.opening import KEY, Opening
from optics_crm.core.live.streams import Stream
from optics_crm.services import leaving

PATH = "/live/"
QUIET_SECONDS = 15.0  # a word at least that often, so that nobody on the way takes the line for dead
MOST_OF_ONE = 8  # browsers of one employee
MOST = 1000
TOO_MANY: list[Message] = [
    {
        "type": "http.response.start",
        "status": 429,
        "headers": [(b"content-type", b"text/plain"), (b"retry-after", b"30")],
    },
    {"type": "http.response.body", "body": b"Too many streams are open."},
]


class LiveDoor:
    """Wraps the pool of threads for the address of the stream."""

    def __init__(self, pages: App) -> None:
        self.pages = pages
        leaving.call_when_leaving(HUB.end_all)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] != "GET":
            await self.pages(scope, receive, send)
            return
        await receive()  # the body of a GET says nothing
        hung_up = asyncio.ensure_future(gone(receive))
        stream = Stream()
        HUB.join(stream)
        try:
            await HUB.until_reading()
            opening = Opening()
            answer = await ask_pages(self.pages, scope, {KEY: opening})
            messages = answer.messages
            if opening.listener is None or opening.cursor is None:
                await _send_all(messages, send)
            elif _is_one_too_many(opening):
                await _send_all(TOO_MANY, send)
            else:
                stream.open(opening.listener, opening.cursor)
                await _send_all(_left_open(answer), send)
                await _pass_on(stream, hung_up, send)
        finally:
            HUB.leave(stream)
            hung_up.cancel()


def _is_one_too_many(opening: Opening) -> bool:
    open_ones = [one.listener.employee for one in HUB.streams if one.listener is not None]
    mine = open_ones.count(opening.listener.employee) if opening.listener else 0
    return len(open_ones) >= MOST or mine >= MOST_OF_ONE


def _left_open(answer: Answer) -> list[Message]:
    """The answer of the view without its length and its end."""
    start, *bodies = answer.messages
    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    return [{**start, "headers": headers}, *({**body, "more_body": True} for body in bodies)]


async def _pass_on(stream: Stream, hung_up: "asyncio.Future[None]", send: Any) -> None:
    """Sends what comes until the stream ends or the browser hangs up; no task of its own for each word."""
    hung_up.add_done_callback(lambda _line: stream.end())
    while not hung_up.done():
        words = await stream.unsent(QUIET_SECONDS)
        if hung_up.done():
            return
        if words or not stream.is_over:
            await send({"type": "http.response.body", "body": words or frames.STILL_HERE, "more_body": True})
        if stream.is_over:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return


async def _send_all(messages: list[Message], send: Any) -> None:
    for message in messages:
        await send(message)
