"""The one process that starts everything, restarts what dies, and stops all in order."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from optics_crm.services.children import end, spawn
from optics_crm.services.errors import CannotStart
from optics_crm.services.places import log_file, tail, trim_log
from optics_crm.services.postgres import Postgres
from optics_crm.services.programs import Program
from optics_crm.services.valkey import Valkey

BACK_OFF_SECONDS = (0.2, 0.5, 1, 2, 5, 10, 30)
STEADY_SECONDS = 30  # who lived that long starts again at once
GIVE_UP_FALLS = 4  # while starting
LOOK_SECONDS = 0.2
TRIM_SECONDS = 60

Say = Callable[[str], None]


class Stopped(Exception):
    """A signal arrived while something was being started."""


@dataclass
class Kept:
    """A program and its present process."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    falls: int = 0
    next_start_at: float = 0


class Supervisor:
    """Owns the processes of one data folder. The first signal stops it; repeated ones change nothing."""

    def __init__(self, folder: Path, say: Say) -> None:
        self.folder = folder
        self.say = say
        self.servers: list[Postgres | Valkey] = []
        self.kept: list[Kept] = []
        self.env: dict[str, str] = {}
        self.stopping = False
        self._trimmed_at = time.monotonic()

    def catch_signals(self) -> None:
        """From here on SIGINT, SIGTERM and SIGHUP ask for an orderly end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def check(self) -> None:
        """Called wherever something is waited for; raises Stopped when a signal has come."""
        if self.stopping:
            raise Stopped

    def add_server(self, server: Postgres | Valkey) -> None:
        """Starts an embedded server and keeps it."""
        self.servers.append(server)
        server.start(self.check)

    def run_once(self, command: list[str], env: Mapping[str, str]) -> int:
        """Runs a command to its end on this terminal; returns its exit code."""
        process = spawn(command, folder=self.folder, env={**self.env, **env})
        try:
            while process.poll() is None:
                self.check()
                time.sleep(0.02)
        finally:
            end(process, signal.SIGTERM, patience=5, group=True)
        return process.returncode

    def add_program(self, program: Program) -> None:
        """Starts a program and keeps it."""
        self.check()
        kept = Kept(program)
        self.kept.append(kept)
        self._start(kept)

    def _start(self, kept: Kept) -> None:
        program = kept.program
        with log_file(self.folder, program.name).open("ab") as out:
            kept.process = spawn(
                program.command,
                folder=self.folder,
                log=out,
                env={**self.env, **program.env},
                pass_fds=program.pass_fds,
            )
        kept.started_at = time.monotonic()
        self._note_pids()

    def _note_pids(self) -> None:
        """`$DATA_DIR/run/NAME.pid` for people and for tests that kill."""
        pids = {server.name: server.process for server in self.servers}
        pids |= {kept.program.name: kept.process for kept in self.kept}
        for name, process in pids.items():
            path = self.folder / "run" / f"{name}.pid"
            if process is None:
                path.unlink(missing_ok=True)
            else:
                draft = path.with_suffix(".draft")  # nobody ever reads half a number
                draft.write_text(str(process.pid))
                draft.replace(path)

    def wait_for(self, missing: Callable[[], dict[str, str]], seconds: float) -> None:
        """Looks after the children until nothing is `missing()`.

        CannotStart when that takes too long, or when a program falls again and again: with its log's last words.
        """
        deadline = time.monotonic() + seconds
        while parts := missing():
            self.look()
            for kept in self.kept:
                if kept.falls >= GIVE_UP_FALLS:
                    words = tail(log_file(self.folder, kept.program.name))
                    raise CannotStart(f"{kept.program.name} does not start: {words}")
            if time.monotonic() > deadline:
                listed = ", ".join(f"{name}: {reason}" for name, reason in parts.items())
                raise CannotStart(f"The site is not ready after {seconds:g} s ({listed}); see {self.folder / 'logs'}.")
            time.sleep(LOOK_SECONDS)

    def keep(self) -> None:
        """Looks after the children until a signal comes."""
        while not self.stopping:
            try:
                self.look()
            except (CannotStart, OSError) as error:  # a server did not come back yet: the next look tries again
                self.say(str(error))
                time.sleep(1)
            time.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """One round: restarts the servers at once and the programs by their back-off; cuts long logs."""
        self.check()
        for server in self.servers:
            if server.process is None or server.process.poll() is not None:
                self.say(f"{server.name} ended; starting it again")
                server.stop()
                server.start(self.check)
                self._note_pids()
        for kept in self.kept:
            self._look_at(kept)
        if time.monotonic() - self._trimmed_at > TRIM_SECONDS:
            self._trimmed_at = time.monotonic()
            for path in (self.folder / "logs").glob("*.log"):
                trim_log(path)

    def _look_at(self, kept: Kept) -> None:
        present = time.monotonic()
        if kept.process is not None and kept.process.poll() is not None:
            code = kept.process.returncode
            end(kept.process, signal.SIGTERM, patience=0)  # what is left of its group
            kept.process = None
            kept.falls = 0 if present - kept.started_at > STEADY_SECONDS else kept.falls
            delay = BACK_OFF_SECONDS[min(kept.falls, len(BACK_OFF_SECONDS) - 1)]
            kept.falls += 1
            kept.next_start_at = present + delay
            self.say(f"{kept.program.name} ended ({code}); starting it again in {delay:g} s")
        if kept.process is None and present >= kept.next_start_at:
            self._start(kept)

    def stop(self) -> None:
        """Programs in the reverse order of their start, then Valkey, then PostgreSQL."""
        self.stopping = True
        for kept in reversed(self.kept):
            if kept.process is not None:
                end(kept.process, kept.program.stop_signal, patience=kept.program.patience_seconds)
                kept.process = None
        for server in reversed(self.servers):
            server.stop()
        self._note_pids()
