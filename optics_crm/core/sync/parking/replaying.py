"""Parked rows tried again: in the transaction that brings what they waited for, or by a worker when there are many."""

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import OperationalError, transaction

from optics_crm.core.doorbell import ring
from optics_crm.core.models import SyncClient
from optics_crm.core.sync import rejections, tables, turns
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.kinds import Batch, Need
from optics_crm.core.sync.parking import rounds, shelf
from optics_crm.core.sync.parking.shelf import Parked
from optics_crm.core.sync.values import Reading

log = logging.getLogger(__name__)

AT_ONCE = 500
WORKER = "sync.parked"
WHO_WAITED = f"""SELECT {shelf.COLUMNS} FROM core_syncparked p
    JOIN unnest(%s::text[], %s::uuid[]) made(kind, guid) ON p.missing_kind = made.kind AND p.missing_guid = made.guid
    WHERE p.reason = 'unknown_ref' AND NOT p.id = ANY(%s::uuid[]) LIMIT %s FOR UPDATE OF p SKIP LOCKED"""


def after(made: Collection[Need]) -> None:
    """Applies the rows that waited for these objects, then those that waited for them; beyond 500 rings a worker.

    Call it in the transaction that made them. What goes wrong with a parked row is no matter of that transaction.
    """
    try:
        with transaction.atomic():
            is_done = _chain(made, AT_ONCE)
    except OperationalError:
        raise
    except Exception:
        log.exception("parked rows could not be applied together, a worker tries them one by one")
        is_done = False
    if not is_done:
        ring(WORKER)


def _chain(made: Collection[Need], left: int) -> bool:
    """Whether every row that could go in has gone in."""
    stuck: set[UUID] = set()
    while made:
        rows = who_waited(made, left + 1, stuck)
        tried = rows[:left]
        left -= len(tried)
        fresh = try_rows(tried)
        if len(rows) > len(tried):
            return False
        stuck |= unmoved(tried)
        # a round that took less than the limit has seen all that waited for these objects
        made = fresh
    return True


def who_waited(made: Collection[Need], limit: int, but: Collection[UUID] = ()) -> list[Parked]:
    """Rows that wait for these objects, locked; those that another transaction has its hands on are left to it."""
    kinds, guids = [kind for kind, _guid in made], tables.uuid_array(guid for _kind, guid in made)
    return shelf.parked_rows(tables.ask(WHO_WAITED, [kinds, guids, tables.uuid_array(but), limit]))


def try_rows(rows: Sequence[Parked]) -> set[Need]:
    """Applies locked parked rows, each as its own client sent it, and settles them; returns the objects they made."""
    made: set[Need] = set()
    groups: dict[tuple[UUID, bool], list[Parked]] = defaultdict(list)
    for row in rows:
        groups[row.client_id, row.is_history].append(row)
    clients = SyncClient.objects.in_bulk({client for client, _history in groups})
    for (client_id, is_history), group in groups.items():
        client, items = clients[client_id], [row.item for row in group]

        def batch(client: SyncClient = client, is_history: bool = is_history) -> Batch:
            return Batch(client, Reading(client.timezone), is_history)

        turns.take(items, client.pk)
        rounds.apply(items, batch)
        rejections.note(items, client)
        made |= rounds.made_by(items)
    shelf.settle_tried(rows)
    return made


def unmoved(rows: Sequence[Parked]) -> set[UUID]:
    """Rows that wait for the same thing as before they were tried: another try would end the same way."""
    return {row.id for row in rows if row.item.status == "deferred" and shelf.cause_of(row.item) == row.cause}


def try_apart(rows: Sequence[Parked]) -> set[Need]:
    """The same, in halves where a row breaks the code that reads it, so that its neighbours go in."""
    try:
        with transaction.atomic():
            return try_rows(rows)
    except OperationalError:
        raise
    except Exception:
        log.exception("parked rows could not be applied together", extra={"rows": len(rows)})
        for row in rows:
            row.item.forget()
        if len(rows) == 1:
            rows[0].item.refuse(Fault("not_storable"))
            shelf.settle_tried(rows)
            return set()
        middle = len(rows) // 2
        return try_apart(rows[:middle]) | try_apart(rows[middle:])
