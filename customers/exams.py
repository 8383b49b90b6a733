"""Recording and correcting eye exams at typed doors. The exchange writes set-based and asks the same rules."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers import events
from customers.models import (
    Card,
    Exam,
    ExamRevision,
    EyeMeasurement,
    Prescription,
    PrescriptionEye,
    Recommendation,
)
from customers.models.exams import ExamKind
from customers.moments import EXAMS_CHANGED
from customers.optics import (
    Fault,
    Reading,
    RxValues,
    check_prescription,
    check_readings,
    eye_columns,
    tidy_prescription,
    values_of,
)
from customers.recommendations import CODES, is_sellable
from optics_crm.core import audit, clock, news
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee, Salon

ADULT_FROM = 18
SKEW = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Advice:
    """One recommendation: a code of `recommendations.CODES`; `rx` is the index of the prescription it is about."""

    code: str
    text: str = ""
    urgency: str = ""
    due_on: dt.date | None = None
    rx: int | None = None


@dataclass(frozen=True)
class ExamWords:
    """An exam as a doctor enters it."""

    salon: Salon
    doctor: Employee | None
    examined_at: dt.datetime
    kind: str = ExamKind.FULL.value
    complaints: str = ""
    diagnosis_icd: Sequence[str] = ()
    recommendation: str = ""
    next_check_on: dt.date | None = None
    readings: Sequence[Reading] = ()
    prescriptions: Sequence[RxValues] = ()
    advice: Sequence[Advice] = ()


@transaction.atomic
def record_exam(actor: Any, card: Card, words: ExamWords, *, confirmed: str = "") -> Exam:
    """Records an exam with its readings, prescriptions and advice; older prescriptions of a purpose are superseded.

    A hard fault is refused (`rx_invalid`); soft ones need `confirmed`, the doctor's reason, else `rx_unconfirmed` lists
    them. Pointers start at the exam: `/prescriptions/0/eyes/1/axis`.
    """
    day = _check_days(card, words)
    _check_values(card, words, confirmed)
    exam = Exam.objects.create(card=card, examined_on=day, **_header(words))
    Exam.objects.filter(pk=exam.pk).update(guid=exam.pk)
    _fill(exam, words)
    _after(actor, exam, events.EXAM_RECORDED, "customers.exam.recorded", confirmed)
    return exam


@transaction.atomic
def correct_exam(actor: Any, exam: Exam, words: ExamWords, *, confirmed: str = "") -> Exam:
    """Replaces what an exam says; how it stood is kept as a revision. Refuses exams of another book."""
    exam = Exam.objects.select_for_update().get(pk=exam.pk)
    if exam.client_id is not None:
        raise Conflict("exam_of_another_book", _("This exam is kept in 1C: correct it there."))
    day = _check_days(exam.card, words)
    _check_values(exam.card, words, confirmed, exam.pk)
    ExamRevision.objects.create(
        exam=exam,
        number=exam.number,
        content=snapshot(exam),
        replaced_by=str(actor)[:120],
        replaced_at=clock.now(),
    )
    exam.measurements.all().delete()
    exam.recommendations.all().delete()
    exam.prescriptions.update(status=Prescription.Status.ENTERED_IN_ERROR)
    for name, value in {
        **_header(words),
        "examined_on": day,
        "number": exam.number + 1,
        "updated_at": clock.now(),
    }.items():
        setattr(exam, name, value)
    exam.save()
    _fill(exam, words)
    _after(actor, exam, events.EXAM_CORRECTED, "customers.exam.corrected", confirmed)
    return exam


def snapshot(exam: Exam) -> dict[str, Any]:
    """The exam as plain JSON, for the revision."""
    rows: dict[str, Any] = {
        "measurements": exam.measurements.values(),
        "recommendations": exam.recommendations.values(),
        "prescriptions": exam.prescriptions.exclude(status="entered_in_error").values(),
        "eyes": PrescriptionEye.objects.filter(prescription__exam=exam).values(),
    }
    header = {field.attname: getattr(exam, field.attname) for field in Exam._meta.concrete_fields}
    header["content_hash"] = None
    return {"exam": _plain(header), **{name: [_plain(row) for row in found] for name, found in rows.items()}}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, bool | int | list | dict) else str(value)
        for name, value in row.items()
    }


SUPERSEDE = """
UPDATE customers_prescription old SET status = 'superseded', updated_at = app_now()
  FROM customers_card c
 WHERE c.id = old.card_id AND c.person_id = ANY(%s::uuid[]) AND old.status = 'active' AND EXISTS (
    SELECT 1 FROM customers_prescription newer JOIN customers_card k ON k.id = newer.card_id
     WHERE k.person_id = c.person_id AND k.origin_id IS NOT DISTINCT FROM c.origin_id AND newer.status = 'active'
       AND newer.purpose = old.purpose AND newer.kind = old.kind
       AND (newer.issued_on, newer.created_at, newer.id) > (old.issued_on, old.created_at, old.id))
"""


def supersede_older(persons: Collection[uuid.UUID]) -> None:
    """Leaves these people with one active prescription of a kind and purpose: the newest. Set-based, for bulk doors.

    Cards that a merge joined are looked at apart: a merge must leave no trace in the rows.
    """
    if persons:
        with connection.cursor() as cursor:
            cursor.execute(SUPERSEDE, [list(persons)])


def default_term(issued_on: dt.date, age: int | None, *, contact: bool) -> dt.date:
    """The last day of a prescription that names none: twelve months, six for a child's glasses."""
    child = age is not None and age < ADULT_FROM
    return clock.months_after(issued_on, 6 if child and not contact else 12)


def _check_days(card: Card, words: ExamWords) -> dt.date:
    """The exam's day in the salon's zone, once it can be true."""
    if words.examined_at > clock.now() + SKEW:
        raise DomainError("exam_in_future", _("An exam cannot be in the future."), pointer="/examined_at")
    day = words.examined_at.astimezone(clock.zone_of(words.salon.timezone)).date()
    born = card.birth_date or card.person.birth_date
    if born and day < born:
        raise DomainError("exam_before_birth", _("The exam is before the client's birth."), pointer="/examined_at")
    if words.kind not in ExamKind.values:
        raise DomainError("exam_kind_unknown", _("There is no such kind of exam."), pointer="/kind")
    return day


def faults_of(card: Card, words: ExamWords, besides: uuid.UUID | None = None) -> list[Fault]:
    """Everything the rules find in an exam, hard and soft; pointers start at the exam. `besides`: an exam that is being
    corrected, whose prescriptions are not the previous ones.
    """
    day = _check_days(card, words)
    faults = [replace(fault, pointer=f"/readings{fault.pointer}") for fault in check_readings(words.readings)]
    given = [_dated(rx, card, day) for rx in words.prescriptions]
    for index, rx in enumerate(given):
        others = [*given[:index], *given[index + 1 :]]
        found = check_prescription(rx, previous=_previous(card, rx, besides), companions=others)
        faults += [replace(fault, pointer=f"/prescriptions/{index}{fault.pointer}") for fault in found]
    for index, advice in enumerate(words.advice):
        if advice.code not in CODES:
            message = _("There is no such recommendation.")
            faults.append(Fault("advice_unknown", f"/advice/{index}/code", True, message))
    return faults


def _check_values(card: Card, words: ExamWords, confirmed: str, besides: uuid.UUID | None = None) -> None:
    faults = faults_of(card, words, besides)
    hard = [fault for fault in faults if fault.hard]
    if hard:
        raise DomainError("rx_invalid", hard[0].message, pointer=hard[0].pointer, detail={"faults": hard})
    if faults and not confirmed.strip():
        raise DomainError("rx_unconfirmed", faults[0].message, pointer=faults[0].pointer, detail={"faults": faults})


def _dated(rx: RxValues, card: Card, day: dt.date) -> RxValues:
    born = card.birth_date or card.person.birth_date
    age = clock.age_on(born, day) if born else None
    issued = rx.issued_on or day
    until = rx.valid_until or default_term(issued, age, contact=rx.is_contact)
    return tidy_prescription(replace(rx, age=age, issued_on=issued, valid_until=until))


def _previous(card: Card, rx: RxValues, besides: uuid.UUID | None) -> RxValues | None:
    """The person's last valid prescription of that purpose."""
    rows = Prescription.objects.filter(card__person=card.person_id, purpose=rx.purpose, kind=rx.kind)
    rows = rows.exclude(status=Prescription.Status.ENTERED_IN_ERROR).prefetch_related("eyes")
    if besides is not None:
        rows = rows.exclude(exam=besides)
    last = rows.order_by("-issued_on", "-created_at").first()
    return values_of(last) if last else None


def _header(words: ExamWords) -> dict[str, Any]:
    names = ("salon", "doctor", "examined_at", "kind", "complaints", "recommendation", "next_check_on")
    return {name: getattr(words, name) for name in names} | {"diagnosis_icd": list(words.diagnosis_icd)}


def _fill(exam: Exam, words: ExamWords) -> None:
    """Writes the rows under an exam, three statements whatever their number."""
    EyeMeasurement.objects.bulk_create([EyeMeasurement(exam=exam, **vars(reading)) for reading in words.readings])
    given = [_dated(rx, exam.card, exam.examined_on) for rx in words.prescriptions]
    rows = [
        Prescription(
            card=exam.card,
            exam=exam,
            kind=rx.kind,
            purpose=rx.purpose,
            doctor=words.doctor,
            issued_on=rx.issued_on or exam.examined_on,
            valid_until=rx.valid_until or default_term(exam.examined_on, rx.age, contact=rx.is_contact),
            pd_far=rx.pd_far,
            pd_near=rx.pd_near,
        )
        for rx in given
    ]
    for row in rows:
        row.guid = row.pk
    Prescription.objects.bulk_create(rows)
    eyes = [
        PrescriptionEye(prescription=row, **eye_columns(eye))
        for row, rx in zip(rows, given, strict=True)
        for eye in rx.eyes
    ]
    PrescriptionEye.objects.bulk_create(eyes)
    Recommendation.objects.bulk_create(
        Recommendation(
            exam=exam,
            position=position,
            code=advice.code,
            is_sellable=is_sellable(advice.code),
            text=advice.text,
            urgency=advice.urgency,
            due_on=advice.due_on,
            prescription=None if advice.rx is None else rows[advice.rx],
        )
        for position, advice in enumerate(words.advice)
    )


def _after(actor: Any, exam: Exam, kind: str, verb: str, confirmed: str) -> None:
    person = exam.card.person_id
    supersede_older([person])
    EXAMS_CHANGED.happen([exam.card_id])
    audit.record(actor, verb, exam, reason=confirmed)
    news.say(kind, {"exam": exam.pk, "card": exam.card_id, "person": person}, actor=actor)
