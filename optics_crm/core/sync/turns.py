"""Whoever deletes objects of a kind waits for those of the same source who write it, and they for it.

A delete of an unknown key leaves a tombstone, an upsert of it a row, and at the same moment neither would see the
other: the object would live although its delete is newer.
"""

from collections.abc import Sequence
from uuid import UUID

from optics_crm.core.sync.items import Item
from optics_crm.core.sync.tables import ask

TAKE = """SELECT (SELECT 1 FROM core_syncparked ORDER BY id LIMIT 1) IS NOT NULL,
    CASE WHEN t.alone THEN pg_advisory_xact_lock(t.key) ELSE pg_advisory_xact_lock_shared(t.key) END
    FROM (SELECT hashtextextended(name, 7) AS key, alone FROM unnest(%s::text[], %s::bool[]) AS t(name, alone)
          ORDER BY 1 OFFSET 0) t"""


def take(items: Sequence[Item], client: UUID) -> bool:
    """Takes the turn of every kind in these rows until the transaction ends, in one order; the first question of all.

    It is asked along whether anything at all is parked: the answer.
    """
    deletes: dict[str, bool] = {}
    for item in items:
        if not item.status:
            deletes[item.kind] = deletes.get(item.kind, False) or item.op != "upsert"
    rows = ask(TAKE, [[f"{client} {kind}" for kind in deletes], list(deletes.values())]) if deletes else []
    return any(is_parked for is_parked, _taken in rows)
