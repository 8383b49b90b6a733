"""`up` and `down` without loading the apps: the supervisor needs the settings only, which is quicker."""

import json
import os
import signal
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from optics_crm.services.children import end_leftovers
from optics_crm.services.errors import CannotStart
from optics_crm.services.lock import FolderLock
from optics_crm.services.start import Plan, run

STOP_SECONDS = 90


def up() -> int:
    """`make run`: starts everything and stays until Ctrl+C or SIGTERM; 0, or 1 with one sentence on stderr."""
    try:
        run(_plan(), _say, _announce)
    except CannotStart as reason:
        return _complain(reason, 1)
    except ImproperlyConfigured as reason:
        return _complain(reason, 2)
    return 0


def down() -> int:
    """`make stop`: ends what a `make run` in another terminal started on the same data folder."""
    folder: Path = settings.DATA_DIR
    lock = FolderLock(folder) if folder.is_dir() else None
    if lock is None or lock.is_free():
        orphans = end_leftovers(folder)
        print(f"Ended {orphans} processes left behind." if orphans else f"Nothing runs on {folder}.")
        return 0
    pid = lock.holder()[0]
    if pid:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while not lock.is_free():
        if time.monotonic() > deadline:
            return _complain(f"The copy on {folder} (pid {pid}) does not end.", 1)
        time.sleep(0.1)
    print("Stopped.")
    return 0


def _plan() -> Plan:
    return Plan(
        base=settings.BASE_DIR,
        folder=settings.DATA_DIR,
        host=settings.HOST,
        port=settings.PORT,
        public_url=settings.PUBLIC_URL,
        database_url=os.environ.get("DATABASE_URL", "").strip(),
        redis_url=os.environ.get("REDIS_URL", "").strip(),
        clock=str(settings.CLOCK or ""),
        demo=settings.DEMO,
        worker_processes=settings.WORKER_PROCESSES,
    )


def _say(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)


def _announce(plan: Plan, seconds: float) -> None:
    """The address and the logins of demo mode."""
    lines = [f"\nOptics CRM is ready after {seconds:.1f} s: {plan.address}/"]
    for role, login in _logins(plan.folder / "demo.json").items():
        if login.get("username"):
            lines.append(f"  {role:<14} {login['username']:<22} {login['password']}")
    lines.append(f"Logs: {plan.folder / 'logs'}. Ctrl+C or `make stop` stops everything.\n")
    print("\n".join(lines), flush=True)


def _logins(path: Path) -> dict[str, dict[str, str]]:
    try:
        return dict(json.loads(path.read_text())["users"])
    except (OSError, ValueError, KeyError):
        return {}


def _complain(reason: object, code: int) -> int:
    print(reason, file=sys.stderr)
    return code
