"""A web process of the benchmark's own, as production starts it, on a free port."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.conf import settings

START_SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def web_server() -> Iterator[int]:
    """The port of a web process that leads to the database of the running benchmark."""
    port = _free_port()
    command = [sys.executable, "-m", "optics_crm.services.web"]
    place = {"HOST": "127.0.0.1", "PORT": str(port)}
    environment = os.environ | place | {"OPTICS_PROCESS": "web", "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        door = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            door.request("GET", "/api/v1/sync/ping")
            if door.getresponse().status == HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            door.close()
    raise RuntimeError("the web process of the benchmark did not come up")
