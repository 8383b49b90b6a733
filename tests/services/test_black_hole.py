"""A connection to Redis that swallows everything without an error: the worker notices, and works again."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress

import psycopg2
import pytest
from kombu import Connection

from optics_crm.celery import app
from tests.harness import databases
from tests.harness.stack import BASE, eventually

pytestmark = [pytest.mark.processes, pytest.mark.timeout(400)]
DATABASE = "black_hole"


class Hole:
    """A proxy from a port to the run's Valkey; fall_silent() keeps open connections open and passes nothing on."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.writers: set[asyncio.StreamWriter] = set()  # what keeps silenced connections open
        self.open: set[asyncio.Task[None]] = set()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.listening = threading.Event()
        self.port = 0

    def start(self) -> None:
        self.thread.start()
        assert self.listening.wait(10)

    def stop(self) -> None:
        """Closes everything before the loop ends: a task that is left over complains in the middle of another test."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    def _run(self) -> None:
        server = self.loop.run_until_complete(asyncio.start_server(self._join, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self.listening.set()
        self.loop.run_forever()
        server.close()
        self._cut()
        for writer in self.writers:
            writer.transport.abort()
        self.loop.run_until_complete(asyncio.sleep(0.1))  # the cuts and ends are heard
        self.loop.close()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(self.target)
        self.writers |= {writer, far_writer}
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            self.open.add(self.loop.create_task(self._pass(source, sink)))

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while part := await source.read(65536):
                sink.write(part)
                await sink.drain()
        sink.close()

    def _cut(self) -> None:
        for task in self.open:
            task.cancel()  # the sockets stay open
        self.open = set()

    def fall_silent(self) -> None:
        self.loop.call_soon_threadsafe(self._cut)


@pytest.fixture
def database(django_db_setup):
    databases.execute(
        f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", f"CREATE DATABASE {DATABASE} TEMPLATE {databases.TEMPLATE}"
    )
    url = os.environ["DATABASE_URL"].replace("/crm?", f"/{DATABASE}?")
    connection = psycopg2.connect(url)
    connection.autocommit = True
    yield url, connection.cursor()
    connection.close()
    databases.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


@pytest.fixture
def hole():
    made = Hole(os.environ["REDIS_URL"].removeprefix("unix://"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def worker(database, hole, tmp_path):
    env = os.environ | {
        "DATABASE_URL": database[0],
        "REDIS_URL": f"redis://127.0.0.1:{hole.port}/5",
        "OPTICS_PROCESS": "worker",
    }
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "optics_crm.celery",
        "worker",
        "-Q",
        "tick",
        "-c",
        "1",
        "--without-mingle",
    ]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=BASE, env=env, stdout=log, stderr=log, start_new_session=True)
    eventually(lambda: "ready." in (tmp_path / "log").read_text(), 120, "the worker")
    yield process
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def done(cursor, tick_id: int) -> bool:
    cursor.execute("SELECT finished_at IS NOT NULL FROM core_tick WHERE id = %s", [tick_id])
    return cursor.fetchone()[0]


def tick(cursor, minute: int) -> int:
    cursor.execute(
        "INSERT INTO core_tick (job, scheduled_for, created_at)"
        " VALUES ('core.pulse', %s, clock_timestamp()) RETURNING id",
        [f"2026-11-21T08:{minute:02}:00Z"],
    )
    return cursor.fetchone()[0]


def ring(tick_id: int) -> bool:
    socket = os.environ["REDIS_URL"].removeprefix("unix://")
    options = app.conf.broker_transport_options
    with Connection(f"redis+socket://{socket}?virtual_host=5", transport_options=options) as broker:
        app.send_task("core.tick", args=[tick_id], queue="tick", connection=broker)
    return False


def test_a_worker_survives_a_black_hole(database, hole, worker):
    cursor = database[1]
    first = tick(cursor, 1)
    ring(first)
    eventually(lambda: done(cursor, first), 30, "the first tick")
    hole.fall_silent()
    second = tick(cursor, 2)
    # as the sweep does: a ring that went into the hole is lost for ever
    eventually(
        lambda: done(cursor, second) or ring(second) or worker.poll() is not None, 120, "the tick after the hole"
    )
    assert worker.poll() is None and done(cursor, second)
