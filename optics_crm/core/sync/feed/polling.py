"""The long poll: a request that finds nothing waits on the event loop and is asked again when it may be worth it.

While it waits it holds neither a thread nor a connection of the database. A word over Redis wakes it; it looks again
every five seconds whatever Redis does, so that a lost word or a dead Redis costs seconds. Each look is a whole
request to the pool of threads: a token that was revoked meanwhile ends the wait.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any

import redis.asyncio
from django.conf import settings
from django.http import HttpRequest
from redis.exceptions import RedisError

from optics_crm.core.held_requests import Answer, App, ask_pages, gone
from optics_crm.core.wakeups import CHANNEL, LOOK_SECONDS

PATHS = ("/api/v1/sync/changes", "/api/v1/sync/changes/")
KEY = "optics.poll"
BREATH_SECONDS = 0.05  # between a word and the look: several commits are seen at once
MOST_WAITING = 500


@dataclass
class Poll:
    """What the view says about one look: how long the client will wait, and whether something is about to come."""

    wait_seconds: float = 0
    is_pressing: bool = False

    def may_wait(self, seconds: float, *, is_pressing: bool) -> None:
        self.wait_seconds, self.is_pressing = seconds, is_pressing


def poll_of(request: HttpRequest) -> Poll:
    """The poll of a request; one that nobody looks at where the request did not come through `LongPoll`."""
    scope = request.META.get("asgi.scope") or {}
    found = scope.get(KEY)
    return found if isinstance(found, Poll) else Poll()


class Bell:
    """One subscription per process; `rung` counts the words that came."""

    def __init__(self) -> None:
        self.rung = 0
        self._waiting: set[asyncio.Event] = set()
        self._listener: asyncio.Task[None] | None = None

    async def wait(self, since: int, seconds: float) -> None:
        """Returns when a word has come since `rung` was `since`, or after the time."""
        if self.rung != since:
            return
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), seconds)
        finally:
            self._waiting.discard(event)

    async def _listen(self) -> None:
        """Hears the words until nobody waits any more; a Redis that is away is tried again."""
        while self._waiting:
            try:
                async with (
                    redis.asyncio.Redis.from_url(
                        settings.REDIS_URL, socket_connect_timeout=LOOK_SECONDS, health_check_interval=LOOK_SECONDS
                    ) as client,
                    client.pubsub(ignore_subscribe_messages=True) as words,
                ):
                    await words.subscribe(CHANNEL)
                    while self._waiting:
                        if await words.get_message(timeout=LOOK_SECONDS) is not None:
                            self._ring()
            except (RedisError, OSError):
                await asyncio.sleep(LOOK_SECONDS)

    def _ring(self) -> None:
        self.rung += 1
        for event in self._waiting:
            event.set()


class LongPoll:
    """Wraps the pool of threads for the address of the feed."""

    def __init__(self, pages: App) -> None:
        self.pages = pages
        self.bell = Bell()
        self.waiting = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] != "GET":
            await self.pages(scope, receive, send)
            return
        await receive()  # the body of a GET says nothing
        hung_up = asyncio.ensure_future(gone(receive))
        try:
            answer = await self._first_worth_sending(scope, hung_up)
        finally:
            hung_up.cancel()
        for message in answer.messages if answer else ():
            await send(message)

    async def _first_worth_sending(self, scope: Any, hung_up: "asyncio.Future[None]") -> Answer | None:
        """The first answer that tells something, else the last one in time; None when the client has hung up."""
        clock, deadline, press = asyncio.get_running_loop().time, 0.0, 0
        while True:
            heard, poll = self.bell.rung, Poll()
            answer = await ask_pages(self.pages, scope, {KEY: poll})
            deadline = deadline or clock() + poll.wait_seconds
            left = deadline - clock()
            if not poll.wait_seconds or left <= 0 or self.waiting >= MOST_WAITING:
                return answer
            press = press + 1 if poll.is_pressing else 0
            if await self._pause(heard, min(left, _pause_seconds(press)), hung_up):
                return None

    async def _pause(self, heard: int, seconds: float, hung_up: "asyncio.Future[None]") -> bool:
        """Waits for a word or the time; True when the client has hung up."""
        self.waiting += 1
        word = asyncio.ensure_future(self.bell.wait(heard, seconds))
        try:
            await asyncio.wait((word, hung_up), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.waiting -= 1
            word.cancel()
        if not hung_up.done():
            await asyncio.sleep(BREATH_SECONDS)
        return hung_up.done()


def _pause_seconds(press: int) -> float:
    """Until the next look: soon while an older transaction holds something back, less and less often."""
    return min(1.0, 0.05 * 2.0 ** min(press, 10)) if press else LOOK_SECONDS
