"""The long poll through the very application that uvicorn runs: it waits without a connection and wakes at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
import pytest
from django.db import connections

from customers.actions import PersonWords, register_customer
from optics_crm.core import wakeups
from optics_crm.core.models import SyncToken
from optics_crm.core.sync.feed import polling
from optics_crm.core.sync.tables import ask
from tests.sync.feed.book import Book
from tests.sync.rows import customer, salon, send

pytestmark = pytest.mark.django_db(transaction=True)

BUSY = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
Said = tuple[int, dict[str, Any]]
Result = TypeVar("Result")


def finished(work: Coroutine[Any, Any, Result]) -> Result:
    """What the coroutine returns, run on a loop of its own in a thread: a browser's loop may be running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


class Caller:
    """One request to the ASGI application."""

    def __init__(self, book: Book, path: str = "/api/v1/sync/changes", **params: Any) -> None:
        self.scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "scheme": "http",
            "query_string": urlencode(params).encode(),
            "headers": [(b"host", b"testserver"), (b"authorization", book.head["Authorization"].encode())],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }
        self.hung_up = asyncio.Event()
        self.sent: list[Any] = []
        self.began = False

    async def receive(self) -> Any:
        if not self.began:
            self.began = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.hung_up.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    async def ask(self) -> Said:
        from optics_crm.asgi import application

        await application(self.scope, self.receive, self.send)
        body = b"".join(message.get("body", b"") for message in self.sent)
        return (self.sent[0]["status"], msgspec.json.decode(body)) if self.sent else (0, {})


def in_a_thread(work: Callable[[], Any]) -> Awaitable[Any]:
    """Work of another process, as far as the event loop can tell."""

    def once() -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    return asyncio.to_thread(once)


async def until_waiting(count: int) -> None:
    from optics_crm.asgi import long_poll

    async with asyncio.timeout(30):
        while long_poll.waiting < count:
            await asyncio.sleep(0.02)


def somebody() -> None:
    register_customer(None, PersonWords("Новикова", "Нина"))


def test_fifty_waiting_polls_hold_no_connection_and_wake_together() -> None:
    book = Book()
    cursor = book.catch_up()

    async def run() -> tuple[list[Said], int, float]:
        polls = [asyncio.create_task(Caller(book, cursor=cursor, wait=25).ask()) for _one in range(50)]
        await until_waiting(50)
        held = await in_a_thread(lambda: ask(BUSY)[0][0])
        began = time.monotonic()
        await in_a_thread(somebody)
        return list(await asyncio.gather(*polls)), held, time.monotonic() - began

    answers, held, _took = finished(run())
    assert {(status, len(page["items"])) for status, page in answers} == {(200, 1)}
    assert held <= 8 + 1  # the pool's threads, however many polls wait; and this thread's own


def test_a_commit_wakes_the_poll_and_it_ends_empty_when_nothing_comes() -> None:
    book = Book()
    cursor = book.catch_up()

    async def run() -> tuple[Said, float, Said, float]:
        poll = asyncio.create_task(Caller(book, cursor=cursor, wait=25).ask())
        await until_waiting(1)
        await in_a_thread(somebody)
        began = time.monotonic()
        told = await poll
        took = time.monotonic() - began
        began = time.monotonic()
        nothing = await Caller(book, cursor=told[1]["next_cursor"], wait=1).ask()
        return told, took, nothing, time.monotonic() - began

    told, took, nothing, waited = finished(run())
    assert len(told[1]["items"]) == 1 and took < 3
    assert (nothing[0], nothing[1]["items"], nothing[1]["has_more"]) == (200, [], False)
    assert 0.9 < waited < 4


def test_a_lost_word_costs_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis says nothing: the poll finds the change by looking again."""
    monkeypatch.setattr(wakeups, "_redis", lambda: (_ for _ in ()).throw(ConnectionError()))
    monkeypatch.setattr(wakeups, "_resting_until", 0.0)
    assert wakeups.LOOK_SECONDS == 5
    monkeypatch.setattr(polling, "LOOK_SECONDS", 1.0)
    book = Book()
    cursor = book.catch_up()

    async def run() -> tuple[Said, float]:
        poll = asyncio.create_task(Caller(book, cursor=cursor, wait=25).ask())
        await until_waiting(1)
        began = time.monotonic()
        await in_a_thread(somebody)
        return await poll, time.monotonic() - began

    (status, page), took = finished(run())
    assert (status, len(page["items"])) == (200, 1)
    assert took < 4


def test_what_an_older_transaction_holds_back_is_told_soon_after_its_end() -> None:
    book = Book()
    cursor = book.catch_up()

    async def run() -> tuple[Said, float]:
        from django.db import transaction

        ready, go = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def long_one() -> None:
            with transaction.atomic():
                ask("SELECT pg_current_xact_id()")
                loop.call_soon_threadsafe(ready.set)
                asyncio.run_coroutine_threadsafe(go.wait(), loop).result()

        long = asyncio.ensure_future(in_a_thread(long_one))
        await ready.wait()
        poll = asyncio.create_task(Caller(book, cursor=cursor, wait=25).ask())
        await in_a_thread(somebody)
        await asyncio.sleep(0.3)
        assert not poll.done()
        go.set()
        await long
        began = time.monotonic()
        return await poll, time.monotonic() - began

    (status, page), took = finished(run())
    assert (status, len(page["items"])) == (200, 1)
    assert took < 8  # nobody is called when such a transaction ends


def test_one_who_hangs_up_or_loses_the_token_waits_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "LOOK_SECONDS", 0.2)
    book = Book()
    cursor = book.catch_up()

    async def run() -> tuple[Said, Said]:
        from optics_crm.asgi import long_poll

        leaver = Caller(book, cursor=cursor, wait=25)
        left = asyncio.create_task(leaver.ask())
        await until_waiting(1)
        leaver.hung_up.set()
        gone = await left
        assert long_poll.waiting == 0
        poll = asyncio.create_task(Caller(book, cursor=cursor, wait=25).ask())
        await until_waiting(1)
        await in_a_thread(lambda: SyncToken.objects.all().delete())
        return gone, await poll

    gone, refused = finished(run())
    assert gone == (0, {})
    assert (refused[0], refused[1]["code"]) == (401, "token_invalid")


def test_the_own_changes_of_the_client_do_not_end_its_wait() -> None:
    book = Book()
    cursor = book.catch_up()

    async def run() -> Said:
        poll = asyncio.create_task(Caller(book, cursor=cursor, wait=2).ask())
        await until_waiting(1)
        await in_a_thread(lambda: send([salon(), customer()]))
        return await poll

    status, page = finished(run())
    assert (status, page["items"]) == (200, [])


def test_the_pool_answers_without_wait_and_refuses_as_ever() -> None:
    book = Book()

    async def run() -> tuple[Said, Said]:
        return await Caller(book).ask(), await Caller(book, wait="x").ask()

    at_once, refused = finished(run())
    assert at_once[0] == 200 and at_once[1]["items"] == []
    assert (refused[0], refused[1]["pointer"]) == (422, "/wait")
