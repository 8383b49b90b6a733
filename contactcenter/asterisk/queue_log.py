"""queue_log as it grows: `epoch|uniqueid|queue|member|EVENT|p1|p2..`, followed over rotations from a kept place."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FIELDS = 5


@dataclass(frozen=True)
class Logged:
    """One line; `more` are the parameters of the event."""

    at: int
    call: str
    queue: str
    member: str
    event: str
    more: tuple[str, ...]


def read(line: str) -> Logged | None:
    """The line, or None where it is none."""
    parts = line.rstrip("\n").split("|")
    if len(parts) < FIELDS or not parts[0].isdigit():
        return None
    at, call, queue, member, event, *more = parts
    return Logged(int(at), call, queue, member, event, tuple(more))


class Tail:
    """Follows the file. The place is kept when lines were handed over and is told by inode and byte; without a kept
    place it begins at the end: what was before the bridge is history.
    """

    def __init__(self, path: Path, kept: Path) -> None:
        self._path, self._kept = path, kept
        self._inode, self._place = self._remembered()
        self._written: tuple[int, int] | None = None

    def lines(self) -> Iterator[Logged]:
        """The lines that are whole and new; call `keep` when they are safe."""
        try:
            status = self._path.stat()
        except OSError:
            return
        if status.st_ino != self._inode:
            self._inode, self._place = status.st_ino, 0
        if status.st_size < self._place:
            self._place = 0
        with self._path.open("rb") as file:
            file.seek(self._place)
            for raw in file:
                if not raw.endswith(b"\n"):
                    return
                self._place += len(raw)
                found = read(raw.decode("utf-8", "replace"))
                if found:
                    yield found

    def keep(self) -> None:
        """Writes the place down, where it has moved."""
        if self._written == (self._inode, self._place):
            return
        self._written = self._inode, self._place
        draft = self._kept.with_suffix(".new")
        draft.write_text(f"{self._inode} {self._place}")
        draft.replace(self._kept)

    def _remembered(self) -> tuple[int, int]:
        try:
            inode, place = map(int, self._kept.read_text().split())
            return inode, place
        except (OSError, ValueError):
            pass
        try:
            status = self._path.stat()
            return status.st_ino, status.st_size
        except OSError:
            return 0, 0
