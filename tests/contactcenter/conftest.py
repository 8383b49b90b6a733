"""Fixtures of this floor."""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import Any

import pytest

from contactcenter.standin import calling
from tests.contactcenter.standin import Handler


@pytest.fixture
def standin(db: None, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The calls that the stand-in was asked to connect; it plays none of them."""
    asked: list[Any] = []
    monkeypatch.setattr(calling, "_play", lambda call, _begun: asked.append(call))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SANDBOX_URL = f"http://127.0.0.1:{server.server_address[1]}"
    settings.DATA_DIR = tmp_path
    yield asked
    server.shutdown()
    server.server_close()
