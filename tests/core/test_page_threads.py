"""Answers of pages on their way from a thread to the event loop: whole, in order, and what follows them after them."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from optics_crm.core import page_threads
from optics_crm.core.page_threads import PageThreads

App = Callable[[Any, Any], Any]


class Piecewise:
    """An answer of these pieces that notes when it is closed."""

    def __init__(self, notes: list[Any], *pieces: bytes | Exception) -> None:
        self.notes, self.pieces = notes, pieces

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def close(self) -> None:
        self.notes.append("closed")


@pytest.fixture
def hops(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that a thread waited for the loop."""
    counted: list[int] = []
    real = page_threads.run_coroutine_threadsafe

    def counting(*told: Any, **named: Any) -> Any:
        counted.append(1)
        return real(*told, **named)

    monkeypatch.setattr(page_threads, "run_coroutine_threadsafe", counting)
    return counted


def ask(*pieces: bytes | Exception) -> list[Any]:
    """What a server was told, and when the answer was closed."""
    notes: list[Any] = []

    def app(environ: Any, start_response: Any) -> Piecewise:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Piecewise(notes, *pieces)

    async def run() -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            notes.append(message)

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "headers": [],
            "http_version": "1.1",
        }
        await PageThreads(app, workers=1)(scope, receive, send)

    with ThreadPoolExecutor(1) as apart:  # the browser's own loop may be running in this thread
        apart.submit(lambda: asyncio.run(run())).result()
    return notes


def bodies(notes: list[Any]) -> list[tuple[bytes, bool]]:
    return [(one["body"], one["more_body"]) for one in notes if one != "closed" and one["type"].endswith("body")]


def test_a_short_answer_waits_for_the_loop_once(hops: list[int]) -> None:
    notes = ask(b"hello")
    assert notes[0]["status"] == 200 and bodies(notes) == [(b"hello", False)]
    assert len(hops) == 1
    assert bodies(ask()) == [(b"", False)] == bodies(ask(b""))


def test_a_long_answer_comes_in_order_and_ends_once(hops: list[int]) -> None:
    pieces = [bytes([place]) * 1000 for place in range(40)]
    notes = ask(*pieces)
    assert [one["type"] for one in notes if one != "closed"].count("http.response.start") == 1
    assert bodies(notes) == [(piece, place < 39) for place, piece in enumerate(pieces)]
    assert len(hops) == 40


def test_what_follows_an_answer_follows_it(hops: list[int]) -> None:
    """A page is closed when its last piece has been handed over: a webhook applies what it was told after that."""
    notes = ask(b"taken")
    assert "closed" in notes and notes.count("closed") == 1


def test_a_page_that_fails_before_its_second_piece_has_said_nothing() -> None:
    """The server can still answer 500."""
    with pytest.raises(ZeroDivisionError):
        ask(b"half", ZeroDivisionError())
