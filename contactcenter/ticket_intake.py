"""What follows when many tickets were written at once: stages, promises, free services, news."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from contactcenter import clocks, events, services, soft_references, stages
from contactcenter.models import Ticket, TicketPromise
from optics_crm.core import clock, news
from optics_crm.core.sync import meetings, tables
from optics_crm.core.sync.kinds import Batch, Work
from orders.moments import PURCHASES_MET

# steps that the objects themselves took; one that was told as a change stands already
STEPPED = """
INSERT INTO contactcenter_stagechange (entity, object_id, ticket_id, from_stage, to_stage, at, origin, comment,
                                       is_derived, created_at, updated_at)
SELECT 'service_ticket', w.id, w.id, w.before, w.stage, w.at, %(origin)s, '', true, app.at, app.at
  FROM jsonb_to_recordset(%(steps)s::jsonb) AS w(id uuid, before text, stage text, at timestamptz),
       (SELECT app_now() AS at OFFSET 0) app
 WHERE NOT EXISTS (SELECT 1 FROM contactcenter_stagechange c
                    WHERE c.ticket_id = w.id AND c.to_stage = w.stage AND c.at = w.at AND c.deleted_at IS NULL)
"""
# whoever has the ticket open must see that it changed
COUNT_UP = "UPDATE contactcenter_ticket SET revision = revision + 1 WHERE id = ANY(%s::uuid[])"
CARDS = "SELECT id, card_id FROM contactcenter_ticket WHERE id = ANY(%s::uuid[])"


def settle(works: Sequence[Work[Any]], batch: Batch) -> None:
    """Notes steps and promises, sets stages and clocks anew, ties purchases, uses free services, says the news."""
    ids = [work.id for work in works]
    steps = [step for work in works for step in _steps(work)]
    if steps:
        tables.ask(STEPPED, {"origin": batch.client.source[:60], "steps": tables.rows_json(steps)})
    tables.ask(COUNT_UP, [tables.uuid_array(work.id for work in works if not work.is_new)])
    moved = stages.refresh(ids)
    _promise(works, batch)
    soft_references.of_tickets(ids)
    meetings.expect(PURCHASES_MET, {work.data.purchase for work in works if isinstance(work.data.purchase, UUID)})
    loud = {work.id for work in works if batch.is_news(work.row["opened_on"])}
    services.settle(ids, origin=batch.client.source if loud else None)
    say(events.TICKET_OPENED, {work.id for work in works if work.is_new}, loud, batch)
    known = {work.id for work in works if not work.is_new}
    say(events.TICKET_CHANGED, known, loud, batch)
    stepped = {work.id for work in works if batch.is_news(work.row["book_stage_at"].date())}
    say(events.TICKET_STAGE_CHANGED, moved & known, stepped, batch)


def _steps(work: Work[Any]) -> list[dict[str, Any]]:
    stage, at = work.data.stage, work.row["book_stage_at"]
    if work.is_new:
        opened = {"id": work.id, "before": "", "stage": "accepted", "at": work.row["opened_at"]}
        if stage == "accepted":
            return [{**opened, "at": at}]
        return [opened, {"id": work.id, "before": "accepted", "stage": stage, "at": at}]
    if work.before["book_stage"] == stage:
        return []
    return [{"id": work.id, "before": work.before["book_stage"], "stage": stage, "at": at}]


def _promise(works: Sequence[Work[Any]], batch: Batch) -> None:
    """A day that differs from the one that stood is a promise of its own."""
    TicketPromise.objects.bulk_create(
        TicketPromise(ticket_id=work.id, promised_on=promised, at=batch.reading.now, origin=batch.client.source[:60])
        for work in works
        if (promised := work.row.get("promised_on")) and promised != work.before.get("promised_on")
    )


def settle_corrected(ticket: UUID, field: str) -> None:
    """The same for a ticket of which a book's value was taken for ours."""
    tables.ask(COUNT_UP, [[ticket]])
    row = Ticket.objects.get(pk=ticket)
    if field == "promised_on" and row.promised_on:
        TicketPromise.objects.create(ticket=row, promised_on=row.promised_on, at=clock.now())
    clocks.refresh([ticket])
    news.say(events.TICKET_CHANGED, {"ticket": ticket, "card": row.card_id}, changed=[field])


def settle_deleted(ids: Collection[UUID], batch: Batch) -> None:
    """The same for tickets that became tombstones."""
    services.settle(ids)
    say(events.TICKET_CHANGED, ids, set() if batch.is_history else ids, batch)


def say(code: str, ids: Collection[UUID], loud: Collection[UUID], batch: Batch, **more: Any) -> None:
    """News about these tickets, with their cards; quietly of those that are not `loud` (history)."""
    rows = sorted(tables.ask(CARDS, [tables.uuid_array(ids)])) if ids else []
    for quiet in (False, True):
        some = [(row, card) for row, card in rows if (row not in loud) == quiet]
        if some:
            told = {"ticket": [row for row, _card in some], "card": [card for _row, card in some], **more}
            news.say(code, told, origin=batch.client.source, quiet=quiet)
