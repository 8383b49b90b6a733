"""How the exchange with one client stands, kind by kind: for the client itself and for the dashboard."""

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from optics_crm.core import clock
from optics_crm.core.models import SyncClient
from optics_crm.core.sync.kinds import Kind, in_order
from optics_crm.core.sync.tables import ask

FLOWS = """SELECT k.kind, last.at, today.rows FROM unnest(%(kinds)s::text[]) AS k(kind)
    LEFT JOIN LATERAL (SELECT f.at FROM core_syncflow f WHERE f.client_id = %(client)s AND f.kind = k.kind
                       ORDER BY f.at DESC LIMIT 1) last ON true
    LEFT JOIN LATERAL (SELECT coalesce(sum(f.created + f.updated + f.unchanged + f.stale + f.deferred + f.rejected), 0)
                              AS rows
                       FROM core_syncflow f WHERE f.client_id = %(client)s AND f.kind = k.kind AND f.at >= %(today)s)
                      today ON true"""
REJECTED = """SELECT kind, code, count(*) FROM core_syncrejected WHERE client_id = %(client)s AND kind = ANY(%(kinds)s)
    GROUP BY kind, code ORDER BY kind, count(*) DESC, code"""
PARKED = """SELECT kind, count(*), min(at) FROM core_syncparked WHERE client_id = %(client)s AND kind = ANY(%(kinds)s)
    AND reason <> 'rejected' GROUP BY kind"""
# how long after it had happened we were told, of what was told today for the first time; older things are history
LAG = """SELECT {code!r}, percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (
        ORDER BY extract(epoch FROM t.created_at - t.{moment})::float8)
    FROM {table} t WHERE t.client_id = %(client)s AND t.{moment} >= %(recent)s AND t.created_at >= %(today)s
      AND t.created_at >= t.{moment} AND t.deleted_at IS NULL"""
RECENT = dt.timedelta(days=3)


def status_of(client: SyncClient, codes: Collection[str]) -> list[dict[str, Any]]:
    """One row for each of these kinds, in the order of the protocol. A fixed number of queries.

    `rows_today` counts what arrived on this day of the client's zone. The lag is the time in seconds from when a thing
    happened to when we were told, over what was new today; empty for kinds that happen at no moment.
    """
    kinds = [kind for kind in in_order() if kind.code in codes]
    values = _values(client, kinds)
    flows = {kind: (at, rows) for kind, at, rows in ask(FLOWS, values)}
    parked = {kind: (count, since) for kind, count, since in ask(PARKED, values)}
    rejected: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for kind, code, count in ask(REJECTED, values):
        rejected[kind].append({"code": code, "count": count})
    lags = _lags(kinds, values)
    return [
        {
            "kind": kind.code,
            "last_batch_at": _moment(flows[kind.code][0], client),
            "rows_today": int(flows[kind.code][1]),
            "lag_p50": lags.get(kind.code, (None, None))[0],
            "lag_p99": lags.get(kind.code, (None, None))[1],
            "parked": parked.get(kind.code, (0, None))[0],
            "oldest_parked_at": _moment(parked.get(kind.code, (0, None))[1], client),
            "rejected": rejected[kind.code],
        }
        for kind in kinds
    ]


def _values(client: SyncClient, kinds: Collection[Kind[Any]]) -> dict[str, Any]:
    now = clock.now()
    today = now.astimezone(zoneinfo.ZoneInfo(client.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return {"client": client.pk, "kinds": [kind.code for kind in kinds], "today": today, "recent": now - RECENT}


def _lags(kinds: Collection[Kind[Any]], values: dict[str, Any]) -> dict[str, tuple[float | None, float | None]]:
    parts = [LAG.format(code=kind.code, moment=kind.day_of, table=kind.table) for kind in kinds if kind.day_of]
    if not parts:
        return {}
    rows = ask(" UNION ALL ".join(parts), values)
    return {code: (round(found[0], 1), round(found[1], 1)) for code, found in rows if found and found[0] is not None}


def _moment(value: dt.datetime | None, client: SyncClient) -> str | None:
    return value.astimezone(zoneinfo.ZoneInfo(client.timezone)).isoformat() if value else None
