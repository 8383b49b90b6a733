"""A batch from its rows to its answer: one transaction (R9), one answer per batch id (R8), all or nothing on demand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any

import msgspec
from django.db import transaction
from django.utils import translation

from optics_crm.core import clock
from optics_crm.core.ids import new_id
from optics_crm.core.models import SyncClient
from optics_crm.core.sync import collisions, copying, flows, meetings, planner, rejections, seen, tables
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.items import STATUSES, Item, read_items
from optics_crm.core.sync.kinds import Batch
from optics_crm.core.sync.parking import replaying, rounds, shelf
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.values import Reading

STATEMENT_SECONDS = 9
LOCK_SECONDS = 6
BRIEF = 20
TIMEOUTS = "SELECT set_config('statement_timeout', %s, true), set_config('lock_timeout', %s, true)"
TAKE = f"{TIMEOUTS}, pg_try_advisory_xact_lock(%s)"
BEFORE = "SELECT body_hash, answer::text FROM core_syncbatch WHERE client_id = %s AND batch_id = %s"
KEPT = ("id", "client_id", "batch_id", "body_hash", "answer", "received", "at", "finished_at")
TAKEN_BACK = ("created", "updated", "deferred")
Answer = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """What is asked for: rows of one client under a batch id. `brief`: counts and the first refusals will do."""

    client: SyncClient
    batch_id: str
    body_hash: str
    rows: Sequence[Any]
    is_history: bool = False
    is_atomic: bool = False
    is_dry: bool = False
    is_untidy: bool = True
    brief: bool = False
    statement_seconds: int = STATEMENT_SECONDS


class _Undo(Exception):
    """Takes the rows back and keeps the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def run(order: Order) -> Answer:
    """Applies the batch, or repeats the stored answer; the answer is stored in the transaction of the rows.

    Raises Problem for a batch id that is still running or was used for another body.
    """
    with translation.override("ru"):
        answer = collisions.outlived(lambda: _once(order))
        planner.keep_informed(len(order.rows))
        return answer


def _once(order: Order) -> Answer:
    try:
        with transaction.atomic():
            if order.is_dry:
                tables.ask(TIMEOUTS, _timeouts(order.statement_seconds))
                raise _Undo(_apply(order))
            if (stored := claim(order)) is not None:
                return {**stored, "replayed": True}
            answer = _atomically(order) if order.is_atomic else _apply(order)
            _keep(order, answer)
            return answer
    except _Undo as undo:
        return undo.answer


def _timeouts(seconds: int) -> list[str]:
    return [f"{seconds}s", f"{min(seconds, LOCK_SECONDS)}s"]


def lock_key(client: SyncClient, batch_id: str) -> int:
    """The advisory lock of one batch id."""
    digest = blake2b(f"{client.pk}:{batch_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def claim(order: Order) -> Answer | None:
    """Takes the batch id for this transaction; returns the stored answer of a repetition."""
    lock = lock_key(order.client, order.batch_id)
    *_set, is_ours = tables.ask(TAKE, [*_timeouts(order.statement_seconds), lock])[0]
    if not is_ours:
        raise Problem("batch_running", retry_after=2)
    # a statement of its own: it must see what was committed before the lock was ours
    before = tables.ask(BEFORE, [order.client.pk, order.batch_id])
    if not before:
        return None
    body_hash, answer = before[0]
    if body_hash != order.body_hash:
        raise Problem("batch_id_reused")
    return dict(msgspec.json.decode(answer or "{}"))


def _atomically(order: Order) -> Answer:
    """All rows or none: one refusal takes back what the others did."""
    try:
        with transaction.atomic():
            answer = _apply(order)
            if answer["rejected"]:
                raise _Undo(answer)
            return answer
    except _Undo as undo:
        return undo.answer


@meetings.held()
def _apply(order: Order) -> Answer:
    items = read_items(order.rows, is_untidy=order.is_untidy)
    known = shelf.look(items, order.client)
    rounds.apply(
        items,
        lambda: Batch(order.client, Reading(order.client.timezone), order.is_history, waiting=known.waiting),
    )
    if order.is_atomic and any(item.status == "rejected" for item in items):
        for item in items:
            if item.status in TAKEN_BACK:
                item.refuse(Fault("batch_not_applied"))
    elif not order.is_dry:
        _follow_up(order, items, known)
    return answer_of(order, items)


def _follow_up(order: Order, items: Sequence[Item], known: shelf.Shelf) -> None:
    """What a batch leaves behind beside its objects: parked rows, refusals, salons heard of, those who
    waited."""
    shelf.settle(items, known, order.client, is_history=order.is_history)
    rejections.note(items, order.client)
    seen.note(items, order.client)
    flows.note(items, order.client)
    if not known.is_empty:
        replaying.after(rounds.made_by(items))


def answer_of(order: Order, items: Sequence[Item]) -> Answer:
    """Counts and one result per row, in the order of the rows."""
    counts = Counter(item.status for item in items)
    return {
        "batch_id": order.batch_id,
        "replayed": False,
        **({"dry_run": True} if order.is_dry else {}),
        "received": len(items),
        **{status: counts[status] for status in STATUSES},
        "results": _results(order, items),
        "next_batch_after_ms": 0,
    }


def _results(order: Order, items: Sequence[Item]) -> list[dict[str, Any]]:
    """Of a brief answer the first refusals only."""
    if not order.brief:
        return [item.as_result() for item in items]
    return [item.as_result() for item in islice((item for item in items if item.status == "rejected"), BRIEF)]


def _keep(order: Order, answer: Answer) -> None:
    now = clock.now()
    row = (new_id(), order.client.pk, order.batch_id, order.body_hash, answer, answer["received"], now, now)
    copying.copy("core_syncbatch", KEPT, [row])
