"""Appointments and exams that name each other: tied when the second of the two arrives.

The tie has one home, `Appointment.exam`; the book may have said it on either side.
"""

import uuid
from collections.abc import Collection

from optics_crm.core.sync.tables import ask, uuid_array

# the book's own exam before another source's
TIE = """
WITH found AS (
    SELECT DISTINCT ON (a.id) a.id, e.id AS exam_id FROM customers_appointment a
      JOIN customers_exam e ON {which}
       AND e.deleted_at IS NULL
     ORDER BY a.id, (e.guid = a.exam_guid) IS TRUE DESC, (e.client_id = a.client_id) IS TRUE DESC, e.examined_at DESC
)
UPDATE customers_appointment a SET exam_id = f.exam_id FROM found f
 WHERE a.id = f.id AND a.exam_id IS DISTINCT FROM f.exam_id
"""
SAID_BY_APPOINTMENT = TIE.replace("{which}", "e.guid = a.exam_guid AND {side} = ANY(%s::uuid[])")
SAID_BY_EXAM = TIE.replace(
    "{which}", "e.appointment_guid = a.guid AND a.exam_guid IS NULL AND {side} = ANY(%s::uuid[])"
)

WAITING = "a.exam_id IS NULL AND a.exam_guid IS NOT NULL"


def of_appointments(appointments: Collection[uuid.UUID]) -> None:
    """Ties these appointments to the exams that are here already."""
    if appointments:
        for statement in (SAID_BY_APPOINTMENT, SAID_BY_EXAM):
            ask(statement.format(side="a.id"), [uuid_array(appointments)])


def of_exams(cards: Collection[uuid.UUID]) -> None:
    """Ties waiting appointments to the exams of these cards."""
    ask(SAID_BY_APPOINTMENT.format(side=f"{WAITING} AND e.card_id"), [uuid_array(cards)])
    ask(SAID_BY_EXAM.format(side="e.card_id"), [uuid_array(cards)])


def at_exams(guids: Collection[uuid.UUID]) -> None:
    """Ties waiting appointments that name one of these exams."""
    ask(SAID_BY_APPOINTMENT.format(side=f"{WAITING} AND e.guid"), [uuid_array(guids)])


def at_appointments(guids: Collection[uuid.UUID]) -> None:
    """Ties appointments that an exam names."""
    ask(SAID_BY_EXAM.format(side="a.guid"), [uuid_array(guids)])
