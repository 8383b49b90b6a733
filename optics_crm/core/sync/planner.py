"""Figures for the query planner: a base that fills up in seconds cannot wait a minute for autovacuum.

Without figures PostgreSQL takes the first thousands of rows for a handful and joins them by nested loops over nothing
but sequential scans (measured: 4 s instead of 0.1 s for a batch).
"""

import threading
from functools import cache

from django.apps import apps
from django.db import connection, transaction

GROWTH = 8
SLACK_PAGES = 8
LOOK_AFTER = 500  # rows; fewer cannot have made a table eight times as large unseen

OUTGROWN = """SELECT relname FROM pg_class
    WHERE relname = ANY(%s) AND relkind = 'r' AND relnamespace = current_schema()::regnamespace
      AND pg_relation_size(oid) / current_setting('block_size')::int > %s * greatest(relpages, 0) + %s"""


@cache
def _tables() -> list[str]:
    """Tables that the exchange fills."""
    return sorted(
        model._meta.db_table
        for label in ("core", "customers", "orders", "contactcenter")
        if apps.is_installed("optics_crm.core" if label == "core" else label)
        for model in apps.get_app_config(label).get_models(include_auto_created=False)
    )


class _Since(threading.local):
    """Rows that this thread has written since it looked last; it looks at once."""

    rows = LOOK_AFTER


_since = _Since()


def keep_informed(rows: int = LOOK_AFTER) -> None:
    """Analyses tables that have grown eightfold since they were looked at last; call it outside of the batch.

    `rows` were written meanwhile: many batches of one row do not look each time.
    """
    _since.rows += rows
    if connection.in_atomic_block or _since.rows < LOOK_AFTER:
        return
    _since.rows = 0
    with connection.cursor() as cursor:
        cursor.execute(OUTGROWN, [_tables(), GROWTH, SLACK_PAGES])
        grown = [name for (name,) in cursor.fetchall()]
    for name in grown:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"analyze {name}"])
            if cursor.fetchone()[0]:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(name)}")
