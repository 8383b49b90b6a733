"""The ledger: every accepted message once, on disk before anybody is told."""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

FIELDS = ("at", "channel", "to", "text", "client_ref", "campaign", "step", "occasion", "occasions")


class LedgerBusy(Exception):
    """Another gateway writes this file."""


class Ledger:
    """Appends lines in one write each call; a line that a kill cut off is removed at the next start."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._handle)
            raise LedgerBusy(f"Another sandbox gateway writes {path}.") from error
        self.path = path
        self._known: set[str] = set()
        self.size = self._read_again()

    def __contains__(self, client_ref: str) -> bool:
        return client_ref in self._known

    def __len__(self) -> int:
        return len(self._known)

    def add(self, messages: Iterable[Mapping[str, Any]], at: str) -> int:
        """Writes those not yet known; returns how many that were. A client_ref known already is no second message."""
        lines = []
        for message in messages:
            if message["client_ref"] not in self._known:
                self._known.add(message["client_ref"])
                line = {name: message.get(name) for name in FIELDS} | {"at": at}
                lines.append(json.dumps(line, ensure_ascii=False))
        if lines:
            self._append("".join(f"{line}\n" for line in lines).encode())
        return len(lines)

    def read(self, start: int, limit: int) -> tuple[list[dict[str, Any]], int]:
        """Up to `limit` messages from byte `start` on, and the byte after them."""
        with self.path.open("rb") as file:
            file.seek(start)
            found: list[dict[str, Any]] = []
            while len(found) < limit and file.tell() < self.size:
                found.append(json.loads(file.readline()))
            return found, file.tell()

    def close(self) -> None:
        os.close(self._handle)

    def _append(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            written = os.write(self._handle, view)
            view = view[written:]
        self.size += len(data)

    def _read_again(self) -> int:
        """Learns what was accepted before; returns the size of the whole lines."""
        whole = 0
        with self.path.open("rb") as file:
            for raw in file:
                if not raw.endswith(b"\n"):
                    os.ftruncate(self._handle, whole)
                    break
                self._known.add(json.loads(raw)["client_ref"])
                whole += len(raw)
        return whole
