"""Set statements over tables: rows travel as one JSON array and become typed by the table's own row type."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

# the clock, read once: without OFFSET the planner would call it for every row and column
APP_CLOCK = "(SELECT app_now() AS at OFFSET 0)"


def rows_json(rows: Iterable[dict[str, Any]]) -> str:
    """Rows for `jsonb_populate_recordset`: UUIDs, dates and Decimals as PostgreSQL reads them."""
    return msgspec.json.encode(list(rows), enc_hook=_bytea).decode()


def bytea(value: bytes) -> str:
    """Bytes as PostgreSQL's hex input."""
    return "\\x" + value.hex()


def _bytea(value: Any) -> Any:
    raise TypeError(f"{type(value)} has no form in the exchange")


def uuid_array(ids: Iterable[UUID]) -> str:
    """Ids as PostgreSQL's array text: one parameter that costs a tenth of a list of adapted objects."""
    return "{" + ",".join([one.hex for one in ids]) + "}"


def _quoted(columns: Iterable[str], prefix: str = "") -> str:
    return ", ".join(f'{prefix}"{column}"' for column in columns)


def insert(
    table: str, columns: Sequence[str], rows: Sequence[dict[str, Any]], *, conflict: str = "", dated: bool = False
) -> int:
    """Inserts rows in one statement; returns how many went in (`conflict`: the whole ON CONFLICT clause).

    `dated` fills created_at and updated_at with the application's clock, read once.
    """
    if not rows:
        return 0
    extra_columns, extra_values = (", created_at, updated_at", ", t.at, t.at") if dated else ("", "")
    clock = f", {APP_CLOCK} t" if dated else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {table} ({_quoted(columns)}{extra_columns})
                SELECT {_quoted(columns, "r.")}{extra_values}
                FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) WITH ORDINALITY r {clock}
                ORDER BY r.ordinality {conflict}""",
            [rows_json(rows)],
        )
        return cursor.rowcount


def insert_new(table: str, columns: Sequence[str], rows: Sequence[dict[str, Any]], conflict: str) -> set[UUID]:
    """Inserts rows that bring their ids; returns the ids of those that met no other row of their key."""
    ids = {row["id"] for row in rows}
    if insert(table, columns, rows, conflict=conflict, dated=True) == len(rows):
        return ids
    return {row[0] for row in ask(f"SELECT id FROM {table} WHERE id = ANY(%s::uuid[])", [uuid_array(ids)])}


def update(table: str, columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Updates rows by id under the version guard; a column that a row does not hold keeps what is stored.

    Returns the ids that were written: a row with a version not above the stored one is left alone.
    """
    if not rows:
        return set()
    assigned = ", ".join(f'"{column}" = r."{column}"' for column in columns if column != "extra")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {table} t
                SET {assigned}, deleted_at = NULL, updated_at = app.at,
                    extra = CASE WHEN r.more IS NULL THEN t.extra ELSE coalesce(t.extra, '{{}}') || r.more END
                FROM (SELECT r.*, e.v -> 'more' AS more FROM jsonb_array_elements(%s::jsonb) e(v)
                      JOIN {table} o ON o.id = (e.v ->> 'id')::uuid,
                      LATERAL jsonb_populate_record(o, e.v) r) r, {APP_CLOCK} app
                WHERE t.id = r.id AND t.version < r.version RETURNING t.id""",
            [rows_json(rows)],
        )
        return {row[0] for row in cursor.fetchall()}


def advance(table: str, rows: Sequence[tuple[UUID, int]]) -> None:
    """Moves the version of rows whose content is what we have (R4)."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""UPDATE {table} t SET version = r.version
                    FROM unnest(%s::uuid[], %s::bigint[]) r(id, version) WHERE t.id = r.id AND t.version < r.version""",
                [uuid_array(row[0] for row in rows), [row[1] for row in rows]],
            )


def remove(table: str, column: str, ids: Collection[Any]) -> None:
    """Deletes the rows whose column is one of the ids."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", [list(ids)])


def ask(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    """The rows of one question."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []
