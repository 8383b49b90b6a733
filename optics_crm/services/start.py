"""The steps of `make run`: each says in one sentence why it cannot, and what was started before is stopped."""

import errno
import json
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from optics_crm.services.children import end_leftovers
from optics_crm.services.endpoints import Endpoints, forget_endpoints, write_endpoints
from optics_crm.services.errors import CannotStart
from optics_crm.services.lock import FolderLock
from optics_crm.services.places import prepare_data_folder
from optics_crm.services.postgres import Postgres, check_external_database
from optics_crm.services.prepared import fingerprint, is_prepared, note_prepared, write_address
from optics_crm.services.programs import programs
from optics_crm.services.supervisor import Stopped, Supervisor
from optics_crm.services.valkey import Valkey, check_external_redis
from optics_crm.services.web import listen

READY_SECONDS = 180


@dataclass(frozen=True)
class Plan:
    """What to run and where. Empty URLs mean the embedded servers."""

    base: Path
    folder: Path
    host: str
    port: int
    database_url: str
    redis_url: str
    public_url: str
    clock: str
    demo: bool
    worker_processes: int

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{host}:{self.port}"


def run(plan: Plan, say: Callable[[str], None], announce: Callable[["Plan", float], None]) -> None:
    """Everything from an empty folder to the end by a signal; raises CannotStart, with nothing left running.

    `announce(plan, seconds)` is called once the site is ready.
    """
    started = time.monotonic()
    supervisor = Supervisor(plan.folder, say)
    supervisor.catch_signals()
    prepare_data_folder(plan.folder)
    lock = FolderLock(plan.folder)
    lock.take(plan.address)
    try:
        with claim_port(plan) as sock:
            end_leftovers(plan.folder)
            start_servers(supervisor, plan)
            prepare(supervisor, plan)
            for program in programs(
                plan.base,
                web_fd=sock.fileno(),
                worker_processes=plan.worker_processes,
                with_gateway=plan.demo,
            ):
                supervisor.add_program(program)
            supervisor.wait_for(lambda: not_ready_parts(plan.address), READY_SECONDS)
            announce(plan, time.monotonic() - started)
            supervisor.keep()
    except Stopped:
        pass
    finally:
        if supervisor.servers or supervisor.kept:
            say("stopping")
        supervisor.stop()
        forget_endpoints(plan.folder)
        lock.close()


def claim_port(plan: Plan) -> socket.socket:
    """The socket that the web process will serve; held here, so that a restart of it loses no connection."""
    try:
        sock = listen(plan.host, plan.port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotStart(f"Port {plan.port} is taken: stop what uses it, or choose another PORT.") from error
        raise CannotStart(
            f"HOST {plan.host} and PORT {plan.port} cannot be used: {error.strerror or error}."
        ) from error
    sock.set_inheritable(False)
    return sock


def start_servers(supervisor: Supervisor, plan: Plan) -> None:
    """The embedded pair unless addresses are given; every later `manage.py` finds them by the endpoints file."""
    database_url, redis_url = plan.database_url, plan.redis_url
    if database_url:
        check_external_database(database_url)
    else:
        postgres = Postgres(plan.folder)
        supervisor.add_server(postgres)
        database_url = postgres.url
    if redis_url:
        check_external_redis(redis_url)
    else:
        valkey = Valkey(plan.folder)
        supervisor.add_server(valkey)
        redis_url = valkey.url
    write_endpoints(plan.folder, Endpoints(database_url, redis_url))
    supervisor.env = {
        "DATA_DIR": str(plan.folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(plan.base),
    }


def prepare(supervisor: Supervisor, plan: Plan) -> None:
    """Migrations, the stamp, the demo chain, the clock, static files: one command, on this terminal.

    It is skipped where our own cluster was prepared by this very code: a second start is quick.
    """
    embedded = not plan.database_url
    if not (embedded and not plan.clock and is_prepared(plan.base, plan.folder)):
        seen = fingerprint(plan.base)  # before: what arrives meanwhile is prepared by the next start
        _run_prepare(supervisor, plan)
        note_prepared(plan.folder, seen)
    write_address(plan.folder / "demo.json", plan.public_url)


def _run_prepare(supervisor: Supervisor, plan: Plan) -> None:
    code = supervisor.run_once([sys.executable, str(plan.base / "manage.py"), "prepare"], {"OPTICS_PROCESS": "command"})
    supervisor.check()
    if code != 0:
        raise CannotStart("The database could not be prepared (the line above says why).")


def not_ready_parts(address: str) -> dict[str, str]:
    """What /readyz names as failing: empty when ready, {"web": ...} when it does not answer."""
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2):  # noqa: S310 - our own address
            return {}
    except urllib.error.HTTPError as error:
        try:
            return dict(json.loads(error.read()).get("failing", {"web": "fails"}))
        except ValueError:
            return {"web": str(error)}
    except OSError as error:
        return {"web": str(error)}
