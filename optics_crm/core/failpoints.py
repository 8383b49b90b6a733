"""Places at which a process may be made to die, fail or hang; tests arm them, everybody else pays one comparison.

`FAILPOINTS=send.after_mark=kill9,send.after_answer=sleep:5` fires every time. `FAILPOINTS_DIR=/some/folder` fires once
per file: a test puts `send.after_mark` holding `kill9` there, the first process that comes by takes the file away and
obeys it. What it took stays behind as `.send.after_mark.PID`.
"""

import os
import signal
import time
from pathlib import Path


class FailpointHit(RuntimeError):
    """The error that an armed `raise` raises."""


def _read(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(",") if part.strip())
    return {name.strip(): action.strip() for name, _sign, action in pairs}


_ALWAYS = _read(os.environ.get("FAILPOINTS", ""))
_FOLDER = os.environ.get("FAILPOINTS_DIR", "")


def failpoint(name: str) -> None:
    """Nothing, unless a test armed this place."""
    if _ALWAYS or _FOLDER:
        action = _ALWAYS.get(name) or _taken(name)
        if action:
            _act(name, action)


def _taken(name: str) -> str:
    """The order in the file of that name, for the one process that removes it."""
    if not _FOLDER:
        return ""
    path = Path(_FOLDER) / name
    mine = path.with_name(f".{name}.{os.getpid()}")
    try:
        path.rename(mine)
    except FileNotFoundError:
        return ""
    return mine.read_text().strip()


def _act(name: str, action: str) -> None:
    word, _sign, seconds = action.partition(":")
    if word == "kill9":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif word == "raise":
        raise FailpointHit(name)
    elif word == "sleep":
        time.sleep(float(seconds))
    else:
        raise ValueError(f"failpoint {name}: {action!r} is none of kill9, stop, raise, sleep:SECONDS")
