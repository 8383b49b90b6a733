"""A running copy: the very processes of `make run`, in a data folder of its own, to click through or to kill."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg2

from optics_crm.services.endpoints import read_endpoints
from tests.harness.servers import RUN

BASE = Path(__file__).resolve().parents[2]
START_SECONDS = 400


def free_port() -> int:
    """A port of loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(holds: Callable[[], Any], seconds: float = 30, what: str = "") -> Any:
    """The first true answer of `holds`; fails after `seconds`. For other processes, where nothing can be awaited."""
    deadline = time.monotonic() + seconds
    while True:
        answer = holds()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what or holds}")
        time.sleep(0.05)


def prepared_folder(customers: int) -> Path:
    """A data folder of one's own with the chain in it; the first of a run is made by `make run`, the others copied."""
    run = Path(os.environ.get(RUN) or os.environ["DATA_DIR"])
    golden = run / f"golden-{customers}"
    with (run / f"{golden.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not golden.exists():
            draft = run / f"{golden.name}.draft"
            draft.mkdir(mode=0o700)
            first = Stack(customers=customers, folder=draft).start()
            assert first.stop() == 0, first.said()
            draft.rename(golden)
    folder = Path(tempfile.mkdtemp(prefix="optics-stack-"))
    subprocess.run(["cp", "-a", f"{golden}/.", str(folder)], check=True)
    shutil.rmtree(folder / "logs")
    return folder


class Stack:
    """One `manage.py up`. Use as a context manager; `env` are further variables of `make run`."""

    def __init__(self, *, customers: int = 0, folder: Path | None = None, **env: str) -> None:
        self.folder = folder or prepared_folder(customers)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        inherited = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
        own = {"DATA_DIR": str(self.folder), "PORT": str(self.port), "DEMO_CUSTOMERS": str(customers)}
        self.env = inherited | {"HOST": "127.0.0.1"} | own | env
        self.up: subprocess.Popen[str] | None = None
        self.output = self.folder / "up.out"

    def start(self) -> "Stack":
        """Returns when the site is ready; fails with what `up` has said."""
        with self.output.open("w") as out:
            self.up = subprocess.Popen(
                [sys.executable, "manage.py", "up"], cwd=BASE, env=self.env, stdout=out, stderr=out, text=True
            )
        up = self.up
        eventually(lambda: up.poll() is not None or "is ready" in self.said(), START_SECONDS, "a running copy")
        assert up.poll() is None, self.said()
        return self

    def said(self) -> str:
        """What the terminal of `make run` shows."""
        return self.output.read_text()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Asks for an orderly end; the exit code."""
        assert self.up is not None
        if self.up.poll() is None:
            self.up.send_signal(number)
        return self.up.wait(60)

    @property
    def demo(self) -> dict[str, Any]:
        """The content of demo.json: logins and tokens."""
        return dict(json.loads((self.folder / "demo.json").read_text()))

    def pid(self, name: str) -> int:
        """Of web, worker, beat, gateway, postgres or valkey, as it is now."""
        return int((self.folder / "run" / f"{name}.pid").read_text())

    def kill(self, name: str, number: int = signal.SIGKILL) -> int:
        """Sends the signal to that process; its pid."""
        pid = self.pid(name)
        os.kill(pid, number)
        return pid

    def wait_restarted(self, name: str, old_pid: int, seconds: float = 30) -> int:
        """The pid of the process that took the place of `old_pid`."""
        eventually(lambda: self.pid(name) != old_pid, seconds, f"{name} again")
        return self.pid(name)

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`manage.py WORDS` as a person would run it beside the running copy."""
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=BASE, env=self.env, capture_output=True, text=True, check=False)

    def sql(self, statement: str, values: Sequence[object] | None = None) -> list[tuple[Any, ...]]:
        """Rows of a statement in the copy's database, committed."""
        connection = psycopg2.connect(read_endpoints(self.folder).database_url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def __enter__(self) -> "Stack":
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
