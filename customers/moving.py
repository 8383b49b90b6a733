"""Exams, prescriptions and appointments in a split: what came of an exam, and what led to it, goes with it."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from customers.exams import supersede_older
from customers.identity import moved
from customers.identity.movers import MOVERS, Chosen, Mover, along
from customers.models import Appointment, Card, Exam, Prescription
from customers.moments import APPOINTMENTS_CHANGED, EXAMS_CHANGED
from optics_crm.core.sync.kinds import Work

# prescriptions that came with an exam after it was moved, or went with one that was moved back
WITH_EXAM = """UPDATE customers_prescription r SET card_id = e.card_id, updated_at = app_now() FROM customers_exam e
    WHERE r.exam_id = e.id AND e.id = ANY(%s::uuid[]) AND r.card_id <> e.card_id"""

# of a person's cards (as they were born) the newest in force, where what had superseded it went away
REINSTATE = """
UPDATE customers_prescription r SET status = 'active', updated_at = app_now()
 WHERE r.status = 'superseded' AND r.id IN (
    SELECT DISTINCT ON (coalesce(c.origin_id, c.person_id), x.kind, x.purpose) x.id
      FROM customers_prescription x JOIN customers_card c ON c.id = x.card_id
     WHERE c.person_id = ANY(%s::uuid[]) AND x.status IN ('active', 'superseded')
     ORDER BY coalesce(c.origin_id, c.person_id), x.kind, x.purpose, x.issued_on DESC, x.created_at DESC, x.id DESC)
"""


def settle_exams(exams: Collection[uuid.UUID]) -> None:
    """Prescriptions stand where their exams are."""
    with connection.cursor() as cursor:
        cursor.execute(WITH_EXAM, [list(exams)])


def changed(cards: Collection[uuid.UUID]) -> None:
    """Of each person one prescription of a kind and purpose is active: the newest that is left."""
    people = list(Card.objects.filter(pk__in=cards).values_list("person", flat=True))
    supersede_older(people)
    with connection.cursor() as cursor:
        cursor.execute(REINSTATE, [people])
    EXAMS_CHANGED.happen(cards)


@along("customers.prescriptions")
def prescriptions(chosen: Chosen, card: uuid.UUID) -> Chosen:
    """The prescriptions of an exam, and the exam of a prescription."""
    given = Prescription.objects.filter(card=card)
    exams = given.filter(pk__in=chosen.get("prescription", ()), exam__card=card).values_list("exam", flat=True)
    found = set(chosen.get("exam", ())) | {exam for exam in exams if exam}
    return {"exam": found, "prescription": set(given.filter(exam__in=found).values_list("pk", flat=True))}


@along("customers.appointments")
def appointments(chosen: Chosen, card: uuid.UUID) -> Chosen:
    """The bookings of chosen exams."""
    led = Appointment.objects.filter(card=card, exam__in=set(chosen.get("exam", ())))
    return {"appointment": set(led.values_list("pk", flat=True))}


MOVERS.add("appointment", Mover("appointment", Appointment, _("appointment"), APPOINTMENTS_CHANGED.happen))
MOVERS.add("exam", Mover("exam", Exam, _("eye exam"), changed, settle_exams))
MOVERS.add("prescription", Mover("prescription", Prescription, _("prescription"), changed))


def hold(works: Sequence[Work[Any]]) -> None:
    """Exams that a split moved stay moved when they come again with the old customer."""
    _hold(Exam._meta.label, works)


def hold_appointments(works: Sequence[Work[Any]]) -> None:
    """The same for appointments."""
    _hold(Appointment._meta.label, works)


def _hold(model: str, works: Sequence[Work[Any]]) -> None:
    said = {work.id: work.row["card_id"] for work in works if not work.is_new and "card_id" in work.row}
    there = moved.held(model, said)
    for work in works:
        if work.id in there:
            work.row["card_id"] = there[work.id]
