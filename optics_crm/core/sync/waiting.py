"""What waits in the exchange and why, counted: missing objects and refusals (codes are in `meanings`)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from optics_crm.core import clock
from optics_crm.core.models import SyncClient
from optics_crm.core.sync.faults import HINTS_1C, SENTENCES
from optics_crm.core.sync.tables import ask

LONG = dt.timedelta(days=1)
FORGOTTEN = dt.timedelta(days=30)
LISTED = 200

MISSING = """SELECT p.client_id, p.missing_kind, p.missing_guid, count(*), min(p.at), array_agg(DISTINCT p.kind)
    FROM core_syncparked p WHERE p.reason = 'unknown_ref'
    GROUP BY 1, 2, 3 ORDER BY 4 DESC, 5, 3 LIMIT %s"""
REFUSED = """SELECT client_id, code, count(*), max(at), array_agg(DISTINCT kind) FROM core_syncrejected
    GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT %s"""
TOTALS = """SELECT (SELECT count(*) FROM core_syncparked), (SELECT min(at) FROM core_syncparked),
    (SELECT count(*) FROM core_syncparked WHERE at < %s), (SELECT count(*) FROM core_syncrejected)"""


@dataclass(frozen=True)
class Totals:
    """Rows that wait, since when the oldest does, how many have waited for over a day, rows that stand refused."""

    parked: int
    oldest: dt.datetime | None
    long: int
    rejected: int


@dataclass(frozen=True)
class MissingObject:
    """An object that rows of a client wait for. `kinds` are theirs; `is_forgotten`: for over 30 days."""

    client: SyncClient
    kind: str
    guid: UUID
    rows: int
    since: dt.datetime
    kinds: list[str]
    is_late: bool
    is_forgotten: bool


@dataclass(frozen=True)
class Refusal:
    """Rows of a client refused for one reason, its sentence, and what helps on the 1C side."""

    client: SyncClient
    code: str
    rows: int
    last: dt.datetime
    kinds: list[str]
    sentence: str | Promise
    hint: str


def totals() -> Totals:
    """The figures on top of the dashboard, in one question."""
    return Totals(*ask(TOTALS, [clock.now() - LONG])[0])


def missing_objects() -> list[MissingObject]:
    """The most waited for first; two questions."""
    now, clients = clock.now(), _clients()
    return [
        MissingObject(clients[pk], kind, guid, rows, since, kinds, now - since > LONG, now - since > FORGOTTEN)
        for pk, kind, guid, rows, since, kinds in ask(MISSING, [LISTED])
    ]


def refusals() -> list[Refusal]:
    """Refusals by client and code; two questions."""
    clients = _clients()
    return [
        Refusal(clients[pk], code, rows, last, kinds, SENTENCES.get(code, code), HINTS_1C.get(code, ""))
        for pk, code, rows, last, kinds in ask(REFUSED, [LISTED])
    ]


def _clients() -> dict[Any, SyncClient]:
    return SyncClient.objects.in_bulk()
