"""A container with little shared memory gets a server whose processes meet in files."""

import shutil
from pathlib import Path

import psycopg2
import pytest

from optics_crm.services import memory, places
from optics_crm.services.postgres import Postgres

HELPED = "SET debug_parallel_query = on; SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0"


def test_where_there_is_much_it_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(memory, "SHARED_FOLDER", tmp_path)
    monkeypatch.setattr(memory, "ENOUGH", 1)
    assert memory.shared_memory() == "posix"
    monkeypatch.setattr(memory, "SHARED_FOLDER", tmp_path / "not on this system")
    monkeypatch.setattr(memory, "ENOUGH", 2**60)
    assert memory.shared_memory() == "posix"


def test_with_little_a_statement_of_several_processes_runs_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(memory, "SHARED_FOLDER", tmp_path)
    monkeypatch.setattr(memory, "ENOUGH", 2**60)
    folder = tmp_path / "data"
    places.prepare_data_folder(folder)
    server = Postgres(folder)
    server.start()
    try:
        with psycopg2.connect(server.url) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW dynamic_shared_memory_type")
            assert cursor.fetchone() == ("mmap",)
            cursor.execute("CREATE UNLOGGED TABLE n AS SELECT generate_series(1, 1000) AS i")
            cursor.execute(HELPED)
            cursor.execute("EXPLAIN SELECT count(*) FROM n a JOIN n b USING (i)")
            assert "Parallel Hash" in "\n".join(line for (line,) in cursor.fetchall())
            cursor.execute("SELECT count(*) FROM n a JOIN n b USING (i)")
            assert cursor.fetchone() == (1000,)
        connection.close()
    finally:
        server.stop()
        shutil.rmtree(server.socket or folder, ignore_errors=True)
