"""Writing to the stream's outbox, in the transaction that makes it true; and forgetting it after a day."""

import datetime as dt
import json
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from optics_crm.core import clock
from optics_crm.core.live.kinds import LIVE_KINDS
from optics_crm.core.models import LiveEvent
from optics_crm.core.permissions import CAPABILITIES

CHANNEL = "crm_live"
KEPT = dt.timedelta(hours=24)
# one statement; PostgreSQL rings when the transaction commits, once for it however much was pushed
WRITE = """WITH said AS (
    INSERT INTO core_liveevent (kind, payload, employees, capability) VALUES (%s, %s, %s::uuid[], %s) RETURNING id)
SELECT pg_notify(%s, '') FROM said"""


def push(kind: str, payload: Mapping[str, Any], *, to: Collection[uuid.UUID] | str | None = None) -> None:
    """Tells open screens something once the running transaction has committed.

    `to` are ids of employees (none: nobody), or a capability, or None for all who may hear the kind; whoever lacks the
    capability of the kind hears nothing either way. Costs one statement.
    """
    LIVE_KINDS.get(kind)
    capability = CAPABILITIES.get(to).code if isinstance(to, str) else ""
    employees = None if to is None or isinstance(to, str) else sorted({str(one) for one in to})
    if employees is not None and not employees:
        return
    with connection.cursor() as sql:
        sql.execute(WRITE, [kind, json.dumps(payload, default=str), employees, capability, CHANNEL])


def forget_old() -> int:
    """Deletes what is older than a day; returns how many. Who has been away that long begins anew."""
    return LiveEvent.objects.filter(at__lt=clock.now() - KEPT).delete()[0]
