"""What an appointment's status is: the newest of what was said about it, whatever came first.

Two books and several desks speak of one appointment. Its object says a status (`book_status` at `book_status_at`, its
newest version counts); changes come one by one, each with its moment, and a late one finds its place in the history
without moving the present status back. Whoever writes either calls `refresh`.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from customers.models import AppointmentChange
from customers.models.appointments import AppointmentStatus
from optics_crm.core.sync import tables

# of one moment the later step of a visit counts
ORDER = list(AppointmentStatus.values)

REFRESH = """
WITH said AS (
    SELECT c.appointment_id AS id, c.to_status AS status, c.at FROM customers_appointmentchange c
     WHERE c.appointment_id = ANY(%(ids)s::uuid[]) AND NOT c.is_derived
    UNION ALL
    SELECT a.id, a.book_status, a.book_status_at FROM customers_appointment a
     WHERE a.id = ANY(%(ids)s::uuid[]) AND a.book_status <> ''
),
newest AS (
    SELECT DISTINCT ON (id) id, status, at FROM said
     ORDER BY id, at DESC, array_position(%(order)s::text[], status::text) DESC
)
UPDATE customers_appointment a SET status = n.status, status_at = n.at, updated_at = app.at, revision = a.revision + 1
  FROM newest n, (SELECT app_now() AS at OFFSET 0) app
 WHERE a.id = n.id AND (a.status, a.status_at) IS DISTINCT FROM (n.status, n.at)
RETURNING a.id
"""

# a step that the object itself was seen to take, now told by its own GUID
TWINS = """DELETE FROM customers_appointmentchange d USING customers_appointmentchange c
    WHERE d.appointment_id = c.appointment_id AND d.to_status = c.to_status AND d.at = c.at
      AND d.is_derived AND NOT c.is_derived AND c.appointment_id = ANY(%s::uuid[])"""


@dataclass(frozen=True)
class Told:
    """A change as another book tells it: its GUID there, which appointment, what and when."""

    guid: uuid.UUID
    appointment: uuid.UUID
    from_status: str
    to_status: str
    at: dt.datetime
    actor: uuid.UUID | None = None
    comment: str = ""
    origin: str = ""


def refresh(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Sets the present status of these appointments anew; returns those whose status or its moment changed."""
    if not ids:
        return set()
    rows = tables.ask(REFRESH, {"ids": tables.uuid_array(set(ids)), "order": ORDER})
    return {row_id for (row_id,) in rows}


def take(told: Sequence[Told]) -> set[uuid.UUID]:
    """Writes changes of another book into the histories, each once; returns the appointments that moved.

    A change that came before takes the new words: its book has corrected it.
    """
    before = AppointmentChange.objects.filter(told_by__in=[one.guid for one in told])
    touched = set(before.values_list("appointment", flat=True)) | {one.appointment for one in told}
    AppointmentChange.objects.bulk_create(
        (
            AppointmentChange(
                appointment_id=one.appointment,
                from_status=one.from_status,
                to_status=one.to_status,
                at=one.at,
                actor_id=one.actor,
                origin=one.origin[:60],
                comment=one.comment,
                told_by=one.guid,
            )
            for one in told
        ),
        update_conflicts=True,
        unique_fields=["told_by"],
        update_fields=["appointment", "from_status", "to_status", "at", "actor", "origin", "comment"],
    )
    tables.ask(TWINS, [tables.uuid_array(touched)])
    return refresh(touched)


def forget(guids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Takes changes out of the histories that their book has taken back; returns the appointments that moved."""
    rows = AppointmentChange.objects.filter(told_by__in=guids)
    touched = set(rows.values_list("appointment", flat=True))
    rows.delete()
    return refresh(touched)
