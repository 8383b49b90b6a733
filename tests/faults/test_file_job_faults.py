"""A file of rows goes in whole, once, whatever dies while it is received and loaded: the processes of `make run`."""

import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.harness.stack import Stack, eventually
from tests.sync.rows import customer, guid, salon

pytestmark = [pytest.mark.soak, pytest.mark.processes, pytest.mark.timeout(900)]

JOBS = "/api/v1/sync/jobs"
ROWS = 40_000


class Sender:
    """A program that sends files to a running copy."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.head = {"Authorization": f"Bearer {stack.demo['onec']['token']}", "Content-Type": "application/x-ndjson"}

    def ask(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        door = http.client.HTTPConnection("127.0.0.1", self.stack.port, timeout=60)
        door.request(method, path, body, self.head)
        return dict(json.loads(door.getresponse().read()))

    def begin(self, said: int, body: bytes) -> socket.socket:
        """An upload that never comes to its end."""
        line = socket.create_connection(("127.0.0.1", self.stack.port))
        head = "".join(f"{name}: {value}\r\n" for name, value in self.head.items())
        line.sendall(f"POST {JOBS} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {said}\r\n{head}\r\n".encode() + body)
        return line

    def until_done(self, job: str) -> dict[str, Any]:
        """The job once it has ended."""

        def ended() -> dict[str, Any]:
            told = self.ask("GET", f"{JOBS}/{job}")
            return told if told["finished_at"] else {}

        return dict(eventually(ended, 400, "the end of a load"))

    def answers(self) -> bool:
        try:
            return bool(self.ask("GET", "/api/v1/sync/ping"))
        except OSError:
            return False


def file_of(rows: int) -> bytes:
    told = [salon(), *(customer(1, guid(n), last_name=f"Иванов{n}") for n in range(rows - 1))]
    return b"".join(json.dumps(row).encode() + b"\n" for row in told)


def test_a_file_survives_the_deaths_of_web_and_workers(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack(customers=0)
    sender = Sender(stack)
    body = file_of(ROWS)

    line = sender.begin(len(body), body[: 3 << 20])
    time.sleep(1)
    old = stack.kill("web")
    line.close()
    stack.wait_restarted("web", old)
    eventually(sender.answers, 60, "the web is back")
    assert sender.ask("GET", JOBS)["results"] == [], "half a file is no job"

    job = sender.ask("POST", f"{JOBS}?history=1", body)
    address = f"{JOBS}/{job['id']}"
    for share in (4, 2):
        eventually(lambda share=share: sender.ask("GET", address)["done"] > ROWS // share // 2, 200, "the load goes on")
        old = stack.pid("worker")
        for child in children_of(old):
            os.kill(child, signal.SIGKILL)
        stack.kill("worker")
        stack.wait_restarted("worker", old)
    told = sender.until_done(job["id"])
    assert (told["rows"], told["done"], told["created"], told["rejected"]) == (ROWS, ROWS, ROWS, 0)
    again = sender.ask("POST", f"{JOBS}?history=1", body)
    assert sender.until_done(again["id"])["unchanged"] == ROWS


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
