"""The folders of one copy: private, with sockets whose paths are short enough, and logs that stay small."""

import os
import pwd
import shutil
import tempfile
from pathlib import Path

from optics_crm.services.errors import CannotStart

SOCKET_PATH_LIMIT = 90  # the kernel takes 107 bytes; the file name needs the rest
NEEDED_MB = 300
LOG_LIMIT_BYTES = 20 * 2**20


def prepare_data_folder(folder: Path) -> None:
    """Makes the folder private and checks that it can hold the data; raises CannotStart in one sentence."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".probe.{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
        for name in ("logs", "run", "static"):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
        free_mb = shutil.disk_usage(folder).free // 2**20
    except OSError as error:
        raise CannotStart(f"DATA_DIR {folder} cannot be written: {error.strerror}.") from error
    if free_mb < NEEDED_MB:
        raise CannotStart(
            f"The disk of DATA_DIR {folder} is nearly full: {free_mb} MB free, {NEEDED_MB} MB are needed."
        )


def private_folder(folder: Path, user: str | None = None) -> Path:
    """A folder that only `user` (or we) may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


def socket_folder(folder: Path, name: str, user: str | None = None) -> Path:
    """Private home of a socket: under `folder`, or in the temporary folder where that path is too long or closed."""
    inside = folder / "run" / name
    if user is None and len(os.fsencode(inside)) <= SOCKET_PATH_LIMIT:
        return private_folder(inside)
    note = folder / "run" / f"{name}.path"
    if note.exists():
        shutil.rmtree(note.read_text(), ignore_errors=True)
    outside = private_folder(Path(tempfile.mkdtemp(prefix=f"optics-{name}-", dir="/tmp")), user)
    note.write_text(str(outside))
    return outside


def log_file(folder: Path, name: str) -> Path:
    """Where a process writes."""
    (folder / "logs").mkdir(mode=0o700, exist_ok=True)
    return folder / "logs" / f"{name}.log"


def trim_log(path: Path) -> None:
    """Keeps one old part: the writer appends, so that cutting the file under it is safe."""
    try:
        if path.stat().st_size > LOG_LIMIT_BYTES:
            shutil.copyfile(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)
    except FileNotFoundError:
        pass


def tail(path: Path, lines: int = 3) -> str:
    """The last lines of a log in one, for a sentence about a failure."""
    try:
        text = path.read_bytes()[-4000:].decode(errors="replace")
    except OSError:
        return f"see {path}"
    return " / ".join(line.strip() for line in text.splitlines()[-lines:]) or f"see {path}"
