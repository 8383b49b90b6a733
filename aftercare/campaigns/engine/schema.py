"""Where a planning keeps its tables: unlogged ones in a schema of the transaction's own, gone before it ends.

Not temporary ones, because PostgreSQL gives no second process to a statement that reads a temporary table
(docs/decisions/014). The name is the connection's own, so that two plannings at once never wait for each other.
A planning for a few people has no use for processes: temporary tables cost it less, no file of theirs is ever synced.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def own_schema() -> Iterator[None]:
    """Within the block new tables go into a schema that nobody else sees; it is dropped at the end of the block.

    Inside a transaction only. An error leaves the dropping to the rollback, which takes the schema along.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'plan_' || pg_backend_pid(), current_setting('search_path')")
        name, path = cursor.fetchone()
        cursor.execute(f"CREATE SCHEMA {name}")
        _look_into(cursor, f"{name}, {path}")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {name} CASCADE")
        _look_into(cursor, path)


@contextmanager
def temporary_tables() -> Iterator[None]:
    """Drops the plan's temporary tables at the end of the block, so that the transaction can plan again."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            r"""SELECT string_agg(relname, ', ') FROM pg_class
                 WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r' AND relname LIKE 'plan\_%'"""
        )
        (names,) = cursor.fetchone()
        cursor.execute(f"DROP TABLE {names}")


def _look_into(cursor: CursorWrapper, path: str) -> None:
    cursor.execute("SELECT set_config('search_path', %s, true)", [path])
