"""Statements that are planned once in a session: where planning takes longer than running, as for a look-up.

The plan is made for any value (`force_generic_plan`): the statement must be one whose indexes fit all of them. Not for
sessions behind pgbouncer in transaction mode.
"""

import itertools
import re
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

NAMED = re.compile(r"%\((\w+)\)s|%%")
GENERIC = (
    "SET LOCAL plan_cache_mode = force_generic_plan"  # until the end of the transaction; it touches no other statement
)
_known: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
_numbers = itertools.count(1)


def rows_of(sql: str, types: Mapping[str, str], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement with `%(name)s` in it; `types` are PostgreSQL's of all values, in a fixed order.

    One round trip; the first in a session makes the plan.
    """
    with connection.cursor() as cursor:
        names = _known.setdefault(connection.connection, {})
        name = names.get(sql) or f"prepared_{next(_numbers)}"
        first = (
            "" if sql in names else f"PREPARE {name} ({', '.join(types.values())}) AS {_numbered(sql, list(types))}; "
        )
        run = f"{GENERIC}; EXECUTE {name} ({', '.join('%s' for _ in types)})"
        cursor.execute(first.replace("%", "%%") + run, [values[key] for key in types])
        names[sql] = name
        return list(cursor.fetchall())


def _numbered(sql: str, order: list[str]) -> str:
    """The statement with $1, $2 in place of the names."""
    return NAMED.sub(lambda found: f"${order.index(found[1]) + 1}" if found[1] else "%", sql)
