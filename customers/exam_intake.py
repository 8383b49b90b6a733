"""What follows when many exams were written at once: revisions, prescriptions, advice, moments, news."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from msgspec import UNSET

from customers import events
from customers.exams import supersede_older
from customers.moments import APPOINTMENTS_MET, EXAMS_CHANGED, EXAMS_MET, PRESCRIPTIONS_MET
from customers.onec_rx import values_of
from customers.optics import eye_columns
from customers.recommendations import code_of, is_sellable
from optics_crm.core import clock
from optics_crm.core.ids import new_id
from optics_crm.core.sync import meetings, tables, telling
from optics_crm.core.sync.kinds import Batch, Work

RX = (
    "id",
    "card_id",
    "exam_id",
    "guid",
    "kind",
    "purpose",
    "status",
    "is_external",
    "doctor_id",
    "issued_on",
    "valid_until",
    "pd_far",
    "pd_near",
    "note",
)
EYE = (
    "prescription_id",
    "eye",
    "status",
    "sph",
    "cyl",
    "axis",
    "cyl_entered_plus",
    "add",
    "prism_h",
    "base_h",
    "prism_v",
    "base_v",
    "pd_mono",
    "va_sc",
    "va_cc",
    "base_curve",
    "diameter",
    "brand",
    "add_code",
    "wear_mode",
    "replacement",
)
ADVICE = (
    "id",
    "exam_id",
    "position",
    "code",
    "category",
    "is_sellable",
    "text",
    "urgency",
    "due_on",
    "product_guid",
    "outcome",
    "outcome_reason",
)

# how the exams stand before they are corrected, in the form of `customers.exams.snapshot`
KEEP = """INSERT INTO customers_examrevision (exam_id, number, content, replaced_at, replaced_by)
SELECT e.id, e.number, jsonb_build_object(
    'exam', to_jsonb(e) - 'content_hash',
    'measurements', (SELECT coalesce(jsonb_agg(to_jsonb(m)), '[]') FROM customers_eyemeasurement m
                     WHERE m.exam_id = e.id),
    'recommendations', (SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM customers_recommendation r
                        WHERE r.exam_id = e.id),
    'prescriptions', (SELECT coalesce(jsonb_agg(to_jsonb(p)), '[]') FROM customers_prescription p
                      WHERE p.exam_id = e.id AND p.status <> 'entered_in_error'),
    'eyes', (SELECT coalesce(jsonb_agg(to_jsonb(y)), '[]') FROM customers_prescriptioneye y
             JOIN customers_prescription p ON p.id = y.prescription_id WHERE p.exam_id = e.id)),
    (SELECT app_now()), %s
FROM customers_exam e WHERE e.id = ANY(%s::uuid[]) ON CONFLICT (exam_id, number) DO NOTHING"""
COUNT_UP = "UPDATE customers_exam SET number = number + 1 WHERE id = ANY(%s::uuid[])"
SAME_RX = """ON CONFLICT (exam_id, guid) DO UPDATE SET card_id = EXCLUDED.card_id, kind = EXCLUDED.kind,
    purpose = EXCLUDED.purpose, status = EXCLUDED.status, doctor_id = EXCLUDED.doctor_id,
    issued_on = EXCLUDED.issued_on, valid_until = EXCLUDED.valid_until, pd_far = EXCLUDED.pd_far,
    pd_near = EXCLUDED.pd_near, note = EXCLUDED.note, updated_at = EXCLUDED.updated_at"""
# the outcome of an advice is ours: it stays while the advice at that place stays the same
SAME_ADVICE = """ON CONFLICT (exam_id, position) DO UPDATE SET code = EXCLUDED.code, category = EXCLUDED.category,
    is_sellable = EXCLUDED.is_sellable, text = EXCLUDED.text, urgency = EXCLUDED.urgency, due_on = EXCLUDED.due_on,
    product_guid = EXCLUDED.product_guid, updated_at = EXCLUDED.updated_at,
    outcome = CASE WHEN customers_recommendation.code = EXCLUDED.code THEN customers_recommendation.outcome
                   ELSE 'open' END"""
# sold lines and advice may point to a prescription: what is not listed any more stays, and holds no more
VOID_RX = """UPDATE customers_prescription SET status = 'entered_in_error' WHERE exam_id = ANY(%s::uuid[])"""
DROP_ADVICE = """DELETE FROM customers_recommendation r USING unnest(%s::uuid[], %s::int[]) k(exam_id, size)
    WHERE r.exam_id = k.exam_id AND r.position >= k.size"""


def keep_revisions(works: Sequence[Work[Any]], batch: Batch) -> None:
    """Keeps how known exams stood; called before their rows change."""
    known = [work.id for work in works if not work.is_new]
    if known:
        tables.ask(KEEP, [batch.client.source[:120], known])


def settle(works: Sequence[Work[Any]], batch: Batch) -> None:
    """Replaces the lists that were sent, supersedes older prescriptions, lets the moment happen and says the news."""
    known = [work.id for work in works if not work.is_new]
    if known:
        tables.ask(COUNT_UP, [known])
    people = _people({work.row["card_id"] for work in works})
    _replace_prescriptions([work for work in works if work.data.prescriptions is not UNSET], people)
    _replace_advice([work for work in works if work.data.recommended is not UNSET])
    supersede_older({person for person, _born in people.values()})
    EXAMS_CHANGED.happen(_cards(works))
    _expect(works)
    _say(works, people, batch)


def settle_deleted(ids: Collection[UUID], batch: Batch) -> None:
    """Prescriptions of exams that became tombstones hold no more."""
    tables.ask(VOID_RX, [list(ids)])
    rows = tables.ask("SELECT DISTINCT card_id FROM customers_exam WHERE id = ANY(%s::uuid[])", [list(ids)])
    EXAMS_CHANGED.happen({card for (card,) in rows})
    telling.say_deleted(events.EXAM_DELETED, {"exam": ids}, batch)


def _expect(works: Sequence[Work[Any]]) -> None:
    """Purchases, orders and appointments that name these exams may be written at this moment."""
    meetings.expect(EXAMS_MET, {work.guid for work in works})
    meetings.expect(PRESCRIPTIONS_MET, {rx.guid for work in works for rx in work.data.prescriptions or ()})
    named = {work.data.appointment for work in works}
    meetings.expect(APPOINTMENTS_MET, {guid for guid in named if isinstance(guid, UUID)})


def _cards(works: Sequence[Work[Any]]) -> set[UUID]:
    return {work.row["card_id"] for work in works} | {work.before["card_id"] for work in works if work.before}


def _people(cards: Collection[UUID]) -> dict[UUID, tuple[UUID, Any]]:
    """Person and birth date by card."""
    rows = tables.ask(
        """SELECT c.id, p.id, coalesce(c.birth_date, p.birth_date) FROM customers_card c
           JOIN customers_person p ON p.id = c.person_id WHERE c.id = ANY(%s::uuid[])""",
        [list(cards)],
    )
    return {card: (person, born) for card, person, born in rows}


def _replace_prescriptions(works: Sequence[Work[Any]], people: dict[UUID, tuple[UUID, Any]]) -> None:
    known = [work.id for work in works if not work.is_new]
    if known:
        tables.ask(VOID_RX, [known])
    rows, values = [], {}
    for work in works:
        day, born = work.row["examined_on"], people[work.row["card_id"]][1]
        age = clock.age_on(born, day) if born else None
        for rx in work.data.prescriptions or ():
            read = values_of(rx, day, age)
            values[work.id, rx.guid] = read
            rows.append(_rx_row(work, rx, read))
    if not rows:
        return
    tables.insert("customers_prescription", RX, rows, conflict=SAME_RX, dated=True)
    ids = tables.ask(
        "SELECT exam_id, guid, id FROM customers_prescription WHERE exam_id = ANY(%s::uuid[])",
        [list({row["exam_id"] for row in rows})],
    )
    read_by_id = {row_id: values[exam, guid] for exam, guid, row_id in ids if (exam, guid) in values}
    tables.remove("customers_prescriptioneye", "prescription_id", list(read_by_id) if known else [])
    eyes = [{"prescription_id": row_id, **eye_columns(eye)} for row_id, read in read_by_id.items() for eye in read.eyes]
    tables.insert("customers_prescriptioneye", EYE, eyes)


def _rx_row(work: Work[Any], rx: Any, read: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "card_id": work.row["card_id"],
        "exam_id": work.id,
        "guid": rx.guid,
        "kind": read.kind,
        "purpose": read.purpose,
        "status": "active",
        "is_external": False,
        "doctor_id": work.row["doctor_id"],
        "issued_on": read.issued_on,
        "valid_until": max(read.valid_until, read.issued_on),
        "pd_far": read.pd_far,
        "pd_near": read.pd_near,
        "note": rx.note or "",
    }


def _replace_advice(works: Sequence[Work[Any]]) -> None:
    known = [work for work in works if not work.is_new]
    if known:
        tables.ask(DROP_ADVICE, [[work.id for work in known], [len(work.data.recommended or ()) for work in known]])
    rows = [
        _advice_row(work, position, advice)
        for work in works
        for position, advice in enumerate(work.data.recommended or ())
    ]
    tables.insert("customers_recommendation", ADVICE, rows, conflict=SAME_ADVICE, dated=True)


def _advice_row(work: Work[Any], position: int, advice: Any) -> dict[str, Any]:
    purpose = next((rx.purpose for rx in work.data.prescriptions or ()), "")
    code = advice.advice or code_of(advice.category, "office" if purpose == "computer" else purpose)
    return {
        "id": new_id(),
        "exam_id": work.id,
        "position": position,
        "code": code,
        "category": advice.category,
        "is_sellable": is_sellable(code),
        "text": advice.text or "",
        "urgency": advice.urgency or "",
        "due_on": advice.due_on or None,
        "product_guid": advice.product or None,
        "outcome": "open",
        "outcome_reason": "",
    }


def _say(works: Sequence[Work[Any]], people: dict[UUID, tuple[UUID, Any]], batch: Batch) -> None:
    def ids(some: Sequence[Work[Any]]) -> dict[str, Any]:
        cards = [work.row["card_id"] for work in some]
        return {"exam": [work.id for work in some], "card": cards, "person": [people[card][0] for card in cards]}

    for code, some in (
        (events.EXAM_RECORDED, [work for work in works if work.is_new]),
        (events.EXAM_CORRECTED, [work for work in works if not work.is_new]),
    ):
        telling.say(code, some, ids, lambda work: batch.is_news(work.row["examined_on"]), batch)
