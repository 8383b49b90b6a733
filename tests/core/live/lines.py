"""A web process to open streams at, logins, sessions that write beside Django's."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg2
from django.conf import settings
from django.db import connection
from django.test import Client

from optics_crm.core.models import Employee
from optics_crm.services.web import listen
from tests.harness.stack import BASE, free_port

Result = TypeVar("Result")


def login_of(user: Employee) -> str:
    """The cookie of a fresh login."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


class Web:
    """A web process as production starts it, on the database of the test, that can be killed and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self._socket = listen("127.0.0.1", self.port)  # kept as the supervisor keeps it
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Web":
        """Starts it unless it runs; what comes meanwhile waits at the socket."""
        if self._process is not None and self._process.poll() is None:
            return self
        self._socket.set_inheritable(True)
        command = [sys.executable, "-m", "optics_crm.services.web", "--fd", str(self._socket.fileno())]
        env = os.environ | {"DATABASE_URL": database_url(), "OPTICS_PROCESS": "web", "LOG_LEVEL": "WARNING"}
        env |= {"PYTHONPATH": str(BASE)}
        self._process = subprocess.Popen(command, cwd=BASE, env=env, pass_fds=[self._socket.fileno()])
        return self

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self, seconds: float) -> int:
        """Asks for an orderly end within so many seconds; the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(seconds)

    def end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()
        self._socket.close()


def database_url() -> str:
    return os.environ["DATABASE_URL"].replace("/crm?", f"/{connection.settings_dict['NAME']}?")


@contextmanager
def session() -> Iterator[Any]:
    """A session of the database of one's own, beside Django's."""
    plain = psycopg2.connect(database_url())
    try:
        yield plain
    finally:
        plain.close()


def beside(work: Callable[[], Result]) -> Result:
    """What the work returns, done and committed by another session than the test's own."""

    def once() -> Result:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(once).result()


def say(sql: Any, n: int, kind: str = "call", employees: list[str] | None = None) -> None:
    """What `push` does, in whatever session; to all who take calls unless employees are named."""
    sql.execute(
        "WITH said AS (INSERT INTO core_liveevent (kind, payload, employees, capability)"
        " VALUES (%s, %s, %s::uuid[], '') RETURNING id) SELECT pg_notify('crm_live', '') FROM said",
        [kind, json.dumps({"n": n}), employees],
    )
