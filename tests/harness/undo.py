"""Brings a test's database back to how it was cloned, for a tenth of what a fresh clone costs.

Tables that a clone has empty are emptied, those with rows that everybody starts with get them again, sequences go back.
A test that has changed the catalogue itself (a table, a function, a trigger) cannot be undone: it needs a clone.
"""

import io
import os
from dataclasses import dataclass
from typing import Any

import psycopg2

# objects of ours by their ids; functions, triggers and constraints also by their versions
CATALOGUE = """
SELECT (SELECT sum(hashoid(oid)) FROM pg_class WHERE relnamespace NOT IN (
               SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_' OR nspname = 'information_schema')),
       (SELECT sum(hashoid(oid) + xmin::text::bigint) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
       (SELECT sum(hashoid(oid) + xmin::text::bigint) FROM pg_trigger),
       (SELECT sum(hashoid(oid) + xmin::text::bigint) FROM pg_constraint WHERE connamespace = 'public'::regnamespace)
"""
TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
FILLED = f"{TABLES} AND pg_relation_size(oid) > 0"
SEQUENCES = "SELECT format('%I.%I', schemaname, sequencename), last_value, start_value FROM pg_sequences"
END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


@dataclass(frozen=True)
class Untouched:
    """How a fresh clone looks: its catalogue, its sequences; of tables with rows what COPY names them, and the rows."""

    catalogue: tuple[Any, ...]
    rows: dict[str, tuple[str, str]]
    sequences: dict[str, tuple[int | None, int]]


def look(name: str) -> Untouched:
    """Reads a fresh clone."""
    with Session(name) as cursor:
        read = {table: _read(cursor, table) for table in _column(cursor, FILLED)}
        rows = {table: (target, text) for table, (target, text) in read.items() if text}
        return Untouched(_row(cursor, CATALOGUE), rows, _sequences(cursor))


def undo(name: str, was: Untouched) -> bool:
    """Brings the rows back, ending every other session; whether that was enough."""
    with Session(name) as cursor:
        cursor.execute(END_OTHERS)
        if _row(cursor, CATALOGUE) != was.catalogue:
            return False
        touched = sorted({*_column(cursor, FILLED), *was.rows})
        # nothing of it is a change of the application's: no trigger, no check of a reference
        emptied = "".join(f"DELETE FROM {table};" for table in touched)
        cursor.execute(f"SET session_replication_role = replica; {emptied}")
        for target, text in was.rows.values():
            cursor.copy_expert(f"COPY {target} FROM STDIN", io.StringIO(text))
        for sequence, state in _sequences(cursor).items():
            if state != was.sequences[sequence]:
                last, start = was.sequences[sequence]
                cursor.execute("SELECT setval(%s, %s, %s)", [sequence, last or start, last is not None])
        return True


class Session:
    """A connection of its own for the length of a block, every statement a transaction."""

    def __init__(self, name: str) -> None:
        self.connection = psycopg2.connect(os.environ["DATABASE_URL"].replace("/crm?", f"/{name}?"))
        self.connection.autocommit = True

    def __enter__(self) -> Any:
        return self.connection.cursor()

    def __exit__(self, *_error: object) -> None:
        self.connection.close()


def _row(cursor: Any, question: str) -> tuple[Any, ...]:
    cursor.execute(question)
    return tuple(cursor.fetchone())


def _column(cursor: Any, question: str) -> list[str]:
    cursor.execute(question)
    return [row[0] for row in cursor.fetchall()]


def _sequences(cursor: Any) -> dict[str, tuple[int | None, int]]:
    cursor.execute(SEQUENCES)
    return {name: (last, start) for name, last, start in cursor.fetchall()}


def _read(cursor: Any, table: str) -> tuple[str, str]:
    cursor.execute(COLUMNS, [table])
    target, out = f"{table} ({cursor.fetchone()[0]})", io.StringIO()
    cursor.copy_expert(f"COPY {target} TO STDOUT", out)
    return target, out.getvalue()
