"""What follows when many appointments were written at once: the status, its history, exams, moments, news."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from customers import appointment_status, events, soft_references
from customers.moments import APPOINTMENTS_CHANGED, APPOINTMENTS_MET, EXAMS_MET
from optics_crm.core import news
from optics_crm.core.sync import meetings, tables
from optics_crm.core.sync.kinds import Batch, Work

STEPPED = """INSERT INTO customers_appointmentchange
    (appointment_id, from_status, to_status, at, origin, comment, is_derived)
SELECT w.id, w.before, a.book_status, a.book_status_at, %(origin)s, a.cancel_reason, true
  FROM unnest(%(ids)s::uuid[], %(before)s::text[]) w(id, before) JOIN customers_appointment a ON a.id = w.id
 WHERE NOT EXISTS (SELECT 1 FROM customers_appointmentchange c
                    WHERE c.appointment_id = a.id AND c.to_status = a.book_status AND c.at = a.book_status_at)"""
# whoever has the appointment open must see that it changed
COUNT_UP = "UPDATE customers_appointment SET revision = revision + 1 WHERE id = ANY(%s::uuid[])"
CARDS = "SELECT id, card_id FROM customers_appointment WHERE id = ANY(%s::uuid[])"


def settle(works: Sequence[Work[Any]], batch: Batch) -> None:
    """Notes the steps that the objects took, sets the status anew, ties exams, says the news."""
    known = [work for work in works if not work.is_new]
    moved = _step(known, batch)
    soft_references.of_appointments([work.id for work in works])
    meetings.expect(EXAMS_MET, {work.data.exam for work in works if isinstance(work.data.exam, UUID)})
    meetings.expect(APPOINTMENTS_MET, {work.guid for work in works if not isinstance(work.data.exam, UUID)})
    cards = {work.row["card_id"] for work in works} | {work.before["card_id"] for work in known if work.before}
    APPOINTMENTS_CHANGED.happen(cards)
    loud = {work.id for work in works if batch.is_news(work.row["starts_on"])}
    say(events.APPOINTMENT_BOOKED, {work.id for work in works if work.is_new}, loud, batch)
    say(events.APPOINTMENT_CHANGED, {work.id for work in works if not work.is_new}, loud, batch)
    say(events.APPOINTMENT_MOVED, moved, loud, batch)


def _step(known: Sequence[Work[Any]], batch: Batch) -> set[UUID]:
    stepped = [work for work in known if work.before and work.before["book_status"] != work.data.status]
    if stepped:
        told = {"before": [work.before["book_status"] for work in stepped], "origin": batch.client.source[:60]}
        tables.ask(STEPPED, {"ids": tables.uuid_array(work.id for work in stepped), **told})
    ids = [work.id for work in known]
    if ids:
        tables.ask(COUNT_UP, [tables.uuid_array(ids)])
    return appointment_status.refresh(ids)


def settle_deleted(ids: Collection[UUID], batch: Batch) -> None:
    """The same for appointments that became tombstones."""
    APPOINTMENTS_CHANGED.happen({card for _id, card in tables.ask(CARDS, [tables.uuid_array(ids)])})
    say(events.APPOINTMENT_CHANGED, ids, set() if batch.is_history else ids, batch)


def say(code: str, ids: Collection[UUID], loud: Collection[UUID], batch: Batch, **more: Any) -> None:
    """News about these appointments, with their cards; quietly of those that are not `loud` (history)."""
    rows = sorted(tables.ask(CARDS, [tables.uuid_array(ids)])) if ids else []
    for quiet in (False, True):
        some = [(row, card) for row, card in rows if (row not in loud) == quiet]
        if some:
            told = {"appointment": [row for row, _card in some], "card": [card for _row, card in some], **more}
            news.say(code, told, origin=batch.client.source, quiet=quiet)
