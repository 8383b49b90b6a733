"""The stand-in of the exchanges behind a real HTTP server, as the sandbox process serves it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from aftercare.sandbox.rooms import Asked
from contactcenter.standin import calling
from contactcenter.standin.exchange import answer


class Handler(BaseHTTPRequestHandler):
    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        said = answer(Asked(self.command, parts.path.removeprefix("/pbx/"), parts.query, headers, body))
        self.send_response(said.status)
        self.send_header("Content-Type", said.content_type)
        self.send_header("Content-Length", str(len(said.body)))
        if said.location:
            self.send_header("Location", said.location)
        self.end_headers()
        self.wfile.write(said.body)

    do_GET = do_POST = do_PUT = _serve

    def log_message(self, *_args: Any) -> None:
        """Nothing."""


@contextmanager
def running(settings: Any, data_dir: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The calls that the stand-in was asked to connect; it plays none of them."""
    asked: list[Any] = []
    monkeypatch.setattr(calling, "_play", lambda call, _begun: asked.append(call))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SANDBOX_URL = f"http://127.0.0.1:{server.server_address[1]}"
    settings.DATA_DIR = data_dir
    yield asked
    server.shutdown()
    server.server_close()
