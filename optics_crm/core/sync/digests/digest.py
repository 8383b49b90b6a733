"""Count, sum and hash of each bucket, and what makes the difference in one."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from optics_crm.core.sync.digests.buckets import Cut
from optics_crm.core.sync.tables import ask, rows_json

# the first 8 bytes of md5(guid ":" version), to be put together by XOR
HASH = "('x' || left(md5(t.guid::text || ':' || t.version::text), 16))::bit(64)::bigint"
LIVES = "t.deleted_at IS NULL"
DIGEST = """SELECT {bucket}, count(*) FILTER (WHERE {lives}), {total}, count(*) FILTER (WHERE NOT {lives}),
        lpad(to_hex(coalesce(bit_xor({hash}) FILTER (WHERE {lives}), 0)), 16, '0')
    FROM {table} t WHERE {within} GROUP BY 1 ORDER BY 1"""
# what we hold back until its references come has been received: sending it again would change nothing
DIFFER = """SELECT CASE WHEN h.guid IS NULL AND EXISTS (SELECT 1 FROM core_syncparked w WHERE w.client_id = %(client)s
                             AND w.kind = %(kind)s AND w.guid = i.guid AND w.version >= i.version) THEN 'waiting_here'
                        WHEN h.guid IS NULL THEN 'missing_here' WHEN i.guid IS NULL THEN 'missing_there'
                        WHEN h.version < i.version THEN 'older_here' ELSE 'newer_here' END, coalesce(h.guid, i.guid)
    FROM (SELECT DISTINCT ON (guid) guid, version
          FROM jsonb_to_recordset(%(items)s::jsonb) AS r(guid uuid, version bigint) ORDER BY guid, version DESC) i
    FULL JOIN (SELECT t.guid, t.version FROM {table} t WHERE {within} AND {lives}) h ON h.guid = i.guid
    WHERE h.version IS DISTINCT FROM i.version ORDER BY 2"""
NAMES = ("bucket", "count", "sum", "deleted", "hash")
SIDES = ("missing_here", "missing_there", "older_here", "newer_here", "waiting_here")


def digest(cut: Cut, first: dt.date | None, last: dt.date | None) -> list[dict[str, Any]]:
    """A row per bucket that holds anything; `sum` is empty for kinds without one. Tombstones are counted apart."""
    within, values = cut.within(first, last)
    days = cut.days(first, last) if cut.is_daily else []
    total = f"sum(t.{cut.kind.sum_of}) FILTER (WHERE {LIVES})" if cut.kind.sum_of else "NULL"
    hash_of = f"t.{cut.kind.hash_of}" if cut.kind.hash_of else HASH
    sql = DIGEST.format(bucket=cut.bucket, lives=LIVES, total=total, hash=hash_of, table=cut.kind.table, within=within)
    rows = ask(sql, values | {"starts": [cut.start(day) for day in days]})
    return [dict(zip(NAMES, (days[bucket - 1] if days else bucket, *rest), strict=True)) for bucket, *rest in rows]


def differ(cut: Cut, bucket: str, items: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """The GUIDs of one bucket by which the sender's list and our book differ."""
    within, values = cut.one(bucket)
    sql = DIFFER.format(table=cut.kind.table, within=within, lives=LIVES)
    found: dict[str, list[Any]] = {side: [] for side in SIDES}
    for side, guid in ask(sql, {**values, "kind": cut.kind.code, "items": rows_json(items)}):
        found[side].append(guid)
    return found
