"""What a running copy consists of besides the two servers: the command of each process, in the order of starting."""

import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

QUEUES = "tick,send,sync,ui"


@dataclass(frozen=True)
class Program:
    """A process to keep alive. `patience_seconds` is what it gets to finish after `stop_signal`."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    pass_fds: tuple[int, ...] = ()
    stop_signal: int = signal.SIGTERM
    patience_seconds: float = 15


def programs(base: Path, *, web_fd: int, worker_processes: int, with_gateway: bool) -> list[Program]:
    """Web first, so that it answers while the others start; they are stopped in the reverse order."""
    python = sys.executable
    celery = (python, "-m", "celery", "-A", "optics_crm.celery")
    listed = [
        Program(
            "web",
            (python, "-m", "optics_crm.services.web", "--fd", str(web_fd)),
            env={"OPTICS_PROCESS": "web"},
            pass_fds=(web_fd,),
        )
    ]
    if with_gateway:
        gateway = (python, str(base / "manage.py"), "sandbox_gateway")
        listed.append(Program("gateway", gateway, env={"OPTICS_PROCESS": "gateway"}, patience_seconds=5))
    # SIGTERM is the warm stop: what runs is finished, within worker_soft_shutdown_timeout after a second one
    worker = (*celery, "worker", "-Q", QUEUES, "-c", str(worker_processes), "-l", "INFO", "-n", "worker@%h")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    listed.append(Program("worker", (*worker, *quiet), env={"OPTICS_PROCESS": "worker"}))
    beat = (*celery, "beat", "--pidfile=", "-l", "INFO")
    listed.append(Program("beat", beat, env={"OPTICS_PROCESS": "beat"}, patience_seconds=5))
    return listed
