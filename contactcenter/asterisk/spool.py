"""What was heard and not yet posted, on disk: a kill between hearing and posting loses nothing."""

import json
import os
import threading
from pathlib import Path
from typing import Any

LARGE = 4_000_000


class Spool:
    """A file of lines and the place up to which they were posted; one process, several threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path, self._place_path = folder / "heard.ndjson", folder / "posted"
        self._dead_path = folder / "refused.ndjson"
        self._lock = threading.Lock()
        self.fresh = threading.Event()
        self._mend()
        self._place = self._remembered()

    def add(self, event: dict[str, Any]) -> None:
        """On disk when this returns."""
        with self._lock:
            _append(self._path, json.dumps(event, ensure_ascii=False))
        self.fresh.set()

    def next(self) -> tuple[dict[str, Any], int] | None:
        """The first event that was not posted, and the place behind it."""
        with self._lock:
            if not self._path.exists():
                return None
            with self._path.open("rb") as file:
                file.seek(self._place)
                line = file.readline()
            if not line.endswith(b"\n"):
                return None
            return json.loads(line), self._place + len(line)

    def done(self, place: int) -> None:
        """Everything before that place is posted."""
        with self._lock:
            self._place = place
            if place >= LARGE and place == self._path.stat().st_size:
                os.truncate(self._path, 0)
                self._place = 0
            draft = self._place_path.with_suffix(".new")
            draft.write_text(str(self._place))
            draft.replace(self._place_path)

    def bury(self, event: dict[str, Any], why: str) -> None:
        """Keeps what the CRM will never take, for people to look at."""
        _append(self._dead_path, json.dumps({"why": why, "event": event}, ensure_ascii=False))

    def _mend(self) -> None:
        """Takes away a line that a kill cut off."""
        if self._path.exists():
            data = self._path.read_bytes()
            whole = data.rfind(b"\n") + 1
            if whole != len(data):
                os.truncate(self._path, whole)

    def _remembered(self) -> int:
        try:
            place = int(self._place_path.read_text())
        except (OSError, ValueError):
            return 0
        size = self._path.stat().st_size if self._path.exists() else 0
        return place if place <= size else 0


def _append(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, (text + "\n").encode())
        os.fsync(handle)
    finally:
        os.close(handle)
