"""Starting and ending processes of ours so that none outlives the one that started it."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

MARK = "OPTICS_SUPERVISED"  # environment variable that names the data folder a process belongs to
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


def unprivileged_user() -> str | None:
    """Whom servers that refuse root run as; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("nobody", "daemon"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return None


def _leash(parent: int, death_signal: int) -> Callable[[], None]:
    """Runs in the child before exec: the kernel signals it when the parent dies, however it dies."""

    def tie() -> None:
        os.umask(0o077)
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, death_signal)
            if os.getppid() != parent:
                os._exit(1)

    return tie


def spawn(
    command: Sequence[str],
    *,
    folder: Path,
    log: IO[bytes] | int | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    death_signal: int = signal.SIGTERM,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """A child in its own session, marked as belonging to `folder`. Call it from the main thread only."""
    account = pwd.getpwnam(user) if user else None
    return subprocess.Popen(
        list(command),
        cwd=cwd,
        env={**os.environ, **(env or {}), MARK: str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT if log is not None else None,
        start_new_session=True,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        preexec_fn=_leash(os.getpid(), death_signal),  # noqa: PLW1509 - one prctl, from the main thread
        pass_fds=pass_fds,
    )


def signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    """To the whole session of the child; a group that is gone is no error."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def end(process: subprocess.Popen[bytes], first: int, *, patience: float, group: bool = False) -> None:
    """Asks with the signal `first`, waits `patience` seconds, then kills whatever is left of the group."""
    if process.poll() is None:
        if group:
            signal_group(process, first)
        else:
            process.send_signal(first)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    signal_group(process, signal.SIGKILL)
    process.wait()


def leftovers(folder: Path) -> list[int]:
    """Processes that an earlier supervisor of this folder left behind (Linux; elsewhere none are found)."""
    mark = f"{MARK}={folder}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if int(entry.name) != os.getpid() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def end_leftovers(folder: Path, *, patience: float = 15.0) -> int:
    """Ends orphans: they have had their signal when the supervisor died, so they are given time, then killed."""
    first = leftovers(folder)
    deadline = time.monotonic() + patience
    asked: set[int] = set()
    while alive := leftovers(folder):
        for pid in alive:
            if time.monotonic() > deadline:
                _kill(pid, signal.SIGKILL)
            elif pid not in asked:
                asked.add(pid)
                _kill(pid, signal.SIGINT)
        time.sleep(0.05)
    return len(first)


def _kill(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
