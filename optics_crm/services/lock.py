"""One copy per data folder: an flock that dies with its holder, whatever became of it."""

import fcntl
import os
from pathlib import Path

from optics_crm.services.errors import CannotStart

FILE_NAME = "up.lock"


class FolderLock:
    """Held from start to end of a supervisor; the file names its pid and address."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self, address: str) -> None:
        """Raises CannotStart when another copy holds the folder."""
        if not self._try():
            raise CannotStart(
                f"A copy already runs on {self.path.parent} ({self.holder()[1]}):"
                " stop it with `make stop`, or choose another DATA_DIR and PORT."
            )
        os.truncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()} {address}\n".encode(), 0)

    def is_free(self) -> bool:
        """Whether nobody holds the folder at this moment."""
        if not self._try():
            return False
        fcntl.flock(self._file, fcntl.LOCK_UN)
        return True

    def holder(self) -> tuple[int, str]:
        """(pid, address) of who holds it, as far as it has said so."""
        words = os.pread(self._file, 500, 0).decode().split()
        return (int(words[0]), words[1]) if len(words) == 2 else (0, "just starting")

    def _try(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Gives the folder free."""
        os.close(self._file)
