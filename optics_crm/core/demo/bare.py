"""Tables without indexes and references while they are filled; both come back, checked, at the end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

_CONSTRAINTS = """
    SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid), c.contype = 'f'
    FROM pg_constraint c
    WHERE (c.contype = 'f' AND (c.conrelid = ANY(%(t)s::regclass[]) OR c.confrelid = ANY(%(t)s::regclass[])))
       OR (c.contype = 'u' AND c.conrelid = ANY(%(t)s::regclass[]))
    ORDER BY c.contype = 'f' DESC, 1, 2
"""
_INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY(%(t)s::regclass[]) AND NOT i.indisprimary
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    ORDER BY 1
"""


@contextmanager
def bare(tables: Iterable[str], memory_mb: int) -> Iterator[None]:
    """Drops what slows the filling of empty tables, and builds it again in the same transaction.

    The tables are emptied first: rows that go into a table of the same transaction can be written as visible
    to all at once (COPY FREEZE), which spares the first readers and the vacuum a second pass over them.
    """
    names = list(tables)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [f"{memory_mb}MB"])
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_CONSTRAINTS, {"t": names})
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, {"t": names})
        indexes = cursor.fetchall()
        for table, name, _definition, _is_reference in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY")
    yield
    with connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition, _is_reference in sorted(constraints, key=lambda row: row[3]):
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        # whoever goes on in this transaction may write rows that point to each other
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
