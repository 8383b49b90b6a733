"""The sandbox gateway as a process: takes once, survives kill -9, misbehaves as asked, posts receipts."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from aftercare.channels.base import ChannelError, OutcomeUnknown
from aftercare.channels.http import JsonCalls
from aftercare.sandbox.faults import Faults
from aftercare.sandbox.ledger import FIELDS, Ledger

BASE = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], Any], seconds: float = 30) -> Any:
    """Polls until the condition holds; what it returned."""
    ends = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < ends, "the condition never held"
        time.sleep(0.05)
    return found


class Inbox(BaseHTTPRequestHandler):
    """A hook that keeps what is posted."""

    got: list[dict[str, Any]] = []
    tokens: list[str | None] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).got += body["receipts"]
        type(self).tokens.append(self.headers["Authorization"])
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Silent."""


@pytest.fixture
def inbox() -> Iterator[type[Inbox]]:
    handler = type("FreshInbox", (Inbox,), {"got": [], "tokens": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    handler.url = f"http://127.0.0.1:{server.server_port}/hooks/sms/sandbox/"  # type: ignore[attr-defined]
    yield handler
    server.shutdown()
    server.server_close()


class Gateway:
    """A running gateway on a folder of its own."""

    def __init__(self, folder: Path, hook: str) -> None:
        self.folder, self.hook, self.port = folder, hook, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.calls = JsonCalls(f"http://127.0.0.1:{self.port}", 3)

    def start(self, faults: str = "") -> "Gateway":
        env = {**os.environ, "DATA_DIR": str(self.folder), "SANDBOX_FAULTS": faults, "SMS_SANDBOX_TOKEN": "secret"}
        command = [sys.executable, str(BASE / "manage.py"), "sandbox_gateway", "--port", str(self.port)]
        self.process = subprocess.Popen([*command, "--receipts-url", self.hook], env=env)
        until(self._lives)
        return self

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.calls.close()
        if self.process:
            self.process.send_signal(number)
            self.process.wait(20)
            self.process = None

    def send(self, *refs: str) -> Any:
        messages = [
            {"client_ref": ref, "channel": "sms", "to": "+79120000000", "text": "Привет", "campaign": None}
            for ref in refs
        ]
        return self.calls.call("POST", "/send/batch", {"at": "2026-11-21T12:00:00+03:00", "messages": messages})

    def sent(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "sandbox/sent.ndjson").read_text().splitlines()]

    def _lives(self) -> bool:
        assert self.process is not None and self.process.poll() is None
        try:
            return bool(self.calls.call("GET", "/healthz")["status"] == "ok")
        except (ChannelError, OutcomeUnknown):
            return False


@pytest.fixture
def gateway(tmp_path: Path, inbox: Any) -> Iterator[Gateway]:
    made = Gateway(tmp_path, inbox.url)
    yield made
    made.stop()


def test_a_message_is_taken_once_whatever_happens_to_the_gateway(gateway: Gateway, inbox: Any) -> None:
    gateway.start()
    first = gateway.send("a", "b")
    assert gateway.send("b", "c")["results"][0] == first["results"][1]
    gateway.stop(signal.SIGKILL)
    with (gateway.folder / "sandbox/sent.ndjson").open("a") as file:
        file.write('{"client_ref": "half a li')

    gateway.start()
    gateway.send("a", "d")

    assert [row["client_ref"] for row in gateway.sent()] == ["a", "b", "c", "d"]
    assert list(gateway.sent()[0]) == list(FIELDS)
    assert gateway.calls.call("POST", "/lookup", {"client_refs": ["d", "z"]}) == {"found": {"d": "sb-d"}}
    until(lambda: {row["client_ref"] for row in inbox.got if row["status"] == "delivered"} == {"a", "b", "c", "d"})
    assert set(inbox.tokens) == {"Bearer secret"}


def test_a_second_gateway_on_the_same_folder_is_refused_in_one_line(gateway: Gateway) -> None:
    gateway.start()
    env = {**os.environ, "DATA_DIR": str(gateway.folder)}
    command = [sys.executable, str(BASE / "manage.py"), "sandbox_gateway", "--port", str(free_port())]
    second = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 2
    assert second.stderr.strip().startswith("Another sandbox gateway writes") and second.stderr.count("\n") == 1


def test_faults_are_what_they_are_called(gateway: Gateway) -> None:
    gateway.start("throttle429=1")
    with pytest.raises(ChannelError) as told:
        gateway.send("a")
    assert (told.value.permanent, told.value.retry_after) == (False, 1.0)
    gateway.stop()
    gateway.start("error500=1")
    with pytest.raises(OutcomeUnknown):
        gateway.send("b")
    gateway.stop()
    gateway.start("timeout=1")
    gateway.calls = JsonCalls(f"http://127.0.0.1:{gateway.port}", 0.3)
    with pytest.raises(OutcomeUnknown):
        gateway.send("c")
    gateway.stop()
    with pytest.raises(ChannelError):
        gateway.send("d")


@pytest.mark.parametrize("text", ["timeouts=1", "timeout=2", "timeout=x"])
def test_a_fault_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="SANDBOX_FAULTS"):
        Faults.parse(text)


def test_the_ledger_gives_out_what_it_holds(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "sent.ndjson")
    assert ledger.add([{"client_ref": "a"}, {"client_ref": "a"}, {"client_ref": "b"}], at="now") == 2
    rows, end = ledger.read(0, 1)
    assert [row["client_ref"] for row in rows] == ["a"]
    assert [row["client_ref"] for row in ledger.read(end, 9)[0]] == ["b"]
    ledger.close()
    assert "b" in Ledger(tmp_path / "sent.ndjson")
