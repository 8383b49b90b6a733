"""Pages on a fixed pool of threads under the event loop: a2wsgi, whose answers come to the loop in one piece.

Each word from a thread to the loop waits until the loop runs, and while other threads work that is the most of what
a short answer takes. So head, body and end of a page are handed over together, and a long answer by its pieces.
"""

from asyncio import run_coroutine_threadsafe
from collections.abc import Iterable
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import WSGIResponder

Message = dict[str, Any]


class Responder(WSGIResponder):
    """One request; what is in the queue are lists of messages."""

    def __init__(self, *told: Any) -> None:
        super().__init__(*told)
        self._unsent: list[Message] = []

    def send(self, message: Any) -> None:
        """Keeps the head until something follows it."""
        self._unsent.append(message)
        if message["type"] == "http.response.start":
            return
        together, self._unsent = self._unsent, []
        run_coroutine_threadsafe(self.send_queue.put(cast(Any, together)), loop=self.loop).result()

    async def sender(self, send: Any) -> None:
        while (together := cast(Any, await self.send_queue.get())) is not None:
            for message in together:
                await send(message)
            self.send_queue.task_done()

    def wsgi(self, environ: Any, start_response: Any) -> None:
        """Runs the page in the thread; its last piece says that it is the last."""
        pieces: Any = self.app(environ, start_response)
        try:
            self._send_all(pieces)
        finally:
            getattr(pieces, "close", lambda: None)()

    def _send_all(self, pieces: Iterable[bytes]) -> None:
        last = b""
        for piece in pieces:
            if last:
                self.send(_body(last, more=True))
            last = piece
        self.send(_body(last, more=False))


def _body(piece: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": more}


class PageThreads(WSGIMiddleware):
    """The application of pages; `workers` threads."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        await Responder(self.app, self.executor, self.send_queue_size)(scope, receive, send)
