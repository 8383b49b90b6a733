"""Receipts of the feed: how far a client has taken what it was told, and what it could not take."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from optics_crm.core import clock
from optics_crm.core.models import FeedFailure, SyncClient
from optics_crm.core.sync.feed import places
from optics_crm.core.sync.feed.cursors import Cursor, Position
from optics_crm.core.sync.feed.kinds import FEED, Reader
from optics_crm.core.sync.feed.news_rows import Listener, steps_from
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.tables import ask, rows_json
from optics_crm.core.sync.values import guid_of

FAILED_LIMIT = 1000
LOOKED_AT = 5000

NOTE = """INSERT INTO core_feedfailure (client_id, kind, guid, code, message, first_at, at)
    SELECT %s, r.kind, r.guid, r.code, r.message, %s, %s
    FROM jsonb_to_recordset(%s::jsonb) AS r(kind text, guid uuid, code text, message text) ORDER BY r.kind, r.guid
    ON CONFLICT (client_id, kind, guid) DO UPDATE SET code = EXCLUDED.code, message = EXCLUDED.message,
        at = EXCLUDED.at, times = core_feedfailure.times + 1"""

Failure = dict[str, Any]


@transaction.atomic
def acknowledge(client: SyncClient, cursor: Cursor, failed: Sequence[Failure]) -> bool:
    """Notes that the client has everything up to the cursor, but for what failed there; whether that was news to us.

    A failure is closed by a later change of its object that the client takes.
    """
    before = places.cursor_of(places.row_of(client, cursor.epoch))
    moved = places.move(client, cursor)
    if moved and before.epoch == cursor.epoch:
        _close(client, before.position, cursor.position, {(one["kind"], UUID(one["guid"])) for one in failed})
    if failed:
        now = clock.now()
        ask(NOTE, [client.pk, now, now, rows_json(failed)])
    return moved


def read_failed(raw: Any) -> list[Failure]:
    """The failures of a receipt, each object once; raises Problem for what is no list of them."""
    if raw is None:
        return []
    if not isinstance(raw, list) or len(raw) > FAILED_LIMIT:
        raise Problem("bad_receipt", pointer="/failed", limit=FAILED_LIMIT)
    read = [_read_one(one, f"/failed/{place}") for place, one in enumerate(raw)]
    return list({(one["kind"], one["guid"]): one for one in read}.values())


def _read_one(raw: Any, pointer: str) -> Failure:
    if not isinstance(raw, dict):
        raise Problem("bad_receipt", pointer=pointer)
    kind, guid = raw.get("kind"), guid_of(raw.get("guid"))
    if not isinstance(kind, str) or kind not in FEED:
        raise Problem("bad_receipt", pointer=f"{pointer}/kind")
    if guid is None:
        raise Problem("bad_receipt", pointer=f"{pointer}/guid")
    words = {}
    for name, limit in (("code", 60), ("message", 1000)):
        value = raw.get(name, "")
        if not isinstance(value, str):
            raise Problem("bad_receipt", pointer=f"{pointer}/{name}")
        words[name] = value[:limit]
    return {"kind": kind, "guid": str(guid), **words}


def _close(client: SyncClient, start: Position, end: Position, failed: set[tuple[str, UUID]]) -> None:
    """Forgets the failures of objects that were told again between the two positions and did not fail again."""
    standing = set(FeedFailure.objects.filter(client=client).values_list("kind", "guid")) - failed
    if not standing:
        return
    reader = Reader(client)
    codes = {kind for kind, _guid in standing if kind in FEED}
    steps, _all = steps_from(start, Listener(reader, codes), LOOKED_AT)
    wanted: dict[str, set[UUID]] = {}
    for step in steps:
        if step.position.key() < end.key():
            wanted.setdefault(step.code, set()).add(step.id)
    told = {
        (code, address.guid)
        for code, ids in wanted.items()
        for addresses in FEED.get(code).find(ids, reader).values()
        for address in addresses
    }
    for kind, guid in standing & told:
        FeedFailure.objects.filter(client=client, kind=kind, guid=guid).delete()
