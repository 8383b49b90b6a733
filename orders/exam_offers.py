"""What a doctor advised and we can sell becomes work: an offer of the salon's consultant, with the prescription.

One rule, a function of the facts: a live exam of the last days with sellable advice opens a promise (once, and not when
it was bought meanwhile); a purchase or an order of the right kind since keeps it; without the exam or its advice it is
not needed; when the proof falls, it is open again. What people have closed stays as they closed it. History opens none:
the news of it are quiet, and an old exam is none of ours.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from customers.followups_by_proof import Proof, close_by_proof, reopen_without_proof
from customers.followups_in_bulk import open_many
from customers.models import FollowUp
from customers.recommendations import label_of
from optics_crm.core import clock
from optics_crm.core.sync.tables import ask, uuid_array
from optics_crm.core.working_time import calendars
from orders.exam_purchases import bought_since, wanted

ACTOR = "orders.exam_offers"
KIND = "exam"
FRESH_DAYS = 3  # an older exam is history, whoever tells of it
WORKING_DAYS = 1  # the offer is made by the end of the next working day

EXAMS = """
SELECT e.id, e.card_id, c.person_id, e.salon_id, e.examined_on,
       e.deleted_at IS NULL AND e.entered_in_error_at IS NULL,
       array(SELECT r.code FROM customers_recommendation r
              WHERE r.exam_id = e.id AND r.is_sellable ORDER BY r.position),
       (SELECT p.id FROM customers_prescription p
          LEFT JOIN customers_recommendation r ON r.prescription_id = p.id AND r.is_sellable
         WHERE p.exam_id = e.id AND p.status <> 'entered_in_error'
         ORDER BY r.position NULLS LAST, p.issued_on DESC, p.id LIMIT 1)
  FROM customers_exam e JOIN customers_card c ON c.id = e.card_id WHERE e.id = ANY(%s::uuid[])"""

# exams of the people of these cards that have a promise which no person has closed
PROMISED = """
SELECT DISTINCT f.exam_id FROM customers_card k
  JOIN customers_card c ON c.person_id = k.person_id
  JOIN customers_exam e ON e.card_id = c.id
  JOIN customers_followup f ON f.exam_id = e.id AND f.exam_id IS NOT NULL
 WHERE k.id = ANY(%s::uuid[]) AND f.kind = 'exam' AND (f.status = 'open' OR f.proof IS NOT NULL)"""


@dataclass(frozen=True)
class Offer:
    """What an exam owes: `advice` are the codes of what can be sold, none where the exam does not count any more."""

    exam: uuid.UUID
    card: uuid.UUID
    person: uuid.UUID
    salon: uuid.UUID
    day: dt.date
    advice: tuple[str, ...]
    prescription: uuid.UUID | None


@transaction.atomic
def open_offers(exams: Collection[uuid.UUID]) -> int:
    """Opens what these exams owe; returns how many promises were made. Set-based."""
    since = clock.today() - dt.timedelta(days=FRESH_DAYS)
    offers = [offer for offer in _offers(exams).values() if offer.advice and offer.day >= since]
    bought = _proofs(offers)
    open_now = [offer for offer in offers if offer.exam not in bought]
    if not open_now:
        return 0
    places, now = calendars({offer.salon for offer in open_now}), clock.now()
    with translation.override(settings.LANGUAGE_CODE):
        rows = [_promise(offer, places[offer.salon].after_days(now, WORKING_DAYS)) for offer in open_now]
    return open_many(ACTOR, rows)


def _promise(offer: Offer, due_at: dt.datetime) -> FollowUp:
    return FollowUp(
        kind=KIND,
        occasion=f"exam:{offer.exam}:offer",
        exam_id=offer.exam,
        due_at=due_at,
        reason=_("the doctor advised it at the check"),
        **_facts(offer),
    )


def _facts(offer: Offer) -> dict[str, object]:
    """What a promise repeats of its exam."""
    words = ", ".join(dict.fromkeys(label_of(code) for code in offer.advice))
    return {
        "title": (_("Offer: %(what)s") % {"what": words})[:200],
        "card_id": offer.card,
        "person_id": offer.person,
        "salon_id": offer.salon,
        "prescription_id": offer.prescription,
    }


def settle(cards: Collection[uuid.UUID]) -> None:
    """Brings the offers to the people of these cards to what is known of their exams and purchases."""
    if exams := [exam for (exam,) in ask(PROMISED, [uuid_array(cards)])]:
        settle_exams(exams)


@transaction.atomic
def settle_exams(exams: Collection[uuid.UUID]) -> None:
    """The same for exams."""
    if not exams:
        return
    found = FollowUp.objects.filter(kind=KIND, exam__in=exams).order_by("pk").select_for_update(of=("self",))
    rows = [row for row in found if row.status == FollowUp.Status.OPEN or row.proof is not None]
    offers = _offers({row.exam_id for row in rows if row.exam_id})
    proofs = _proofs(list(offers.values()))
    with translation.override(settings.LANGUAGE_CODE):
        _correct([(row, offers[row.exam_id]) for row in rows if row.exam_id in offers])
        _bring(rows, offers, proofs)


def settle_open() -> None:
    """All that is open, in case that two facts met unseen."""
    open_now = FollowUp.objects.open().filter(kind=KIND, exam__isnull=False)
    settle_exams(list(open_now.values_list("exam", flat=True)))


def _bring(
    rows: Sequence[FollowUp], offers: Mapping[uuid.UUID, Offer], proofs: Mapping[uuid.UUID, tuple[uuid.UUID, str]]
) -> None:
    ending: list[tuple[FollowUp, Proof]] = []
    again: list[FollowUp] = []
    for row in rows:
        assert row.exam_id is not None
        offer, proof = offers[row.exam_id], _proof(offers[row.exam_id], proofs)
        if proof is None and row.status != FollowUp.Status.OPEN and offer.advice:
            again.append(row)
        elif proof is not None and (row.proof, row.outcome) != (proof.id, proof.outcome):
            ending.append((row, proof))
    if ending:
        close_by_proof(ACTOR, ending)
    if again:
        reopen_without_proof(ACTOR, again)


def _proof(offer: Offer, proofs: Mapping[uuid.UUID, tuple[uuid.UUID, str]]) -> Proof | None:
    if not offer.advice:
        return Proof(offer.exam, "not_needed", _("The exam does not advise it any more."))
    if offer.exam in proofs:
        found, number = proofs[offer.exam]
        return Proof(found, "bought", number)
    return None


def _correct(pairs: Sequence[tuple[FollowUp, Offer]]) -> None:
    """Open promises follow their exam: whose it is, what is advised, by which prescription."""
    changed = []
    for row, offer in pairs:
        facts = _facts(offer)
        is_other = any(getattr(row, name) != value for name, value in facts.items())
        if row.status == FollowUp.Status.OPEN and offer.advice and is_other:
            for name, value in facts.items():
                setattr(row, name, value)
            row.revision, row.updated_at = row.revision + 1, clock.now()
            changed.append(row)
    fields = ["title", "card", "person", "salon", "prescription", "revision", "updated_at"]
    FollowUp.objects.bulk_update(changed, fields)


def _offers(exams: Collection[uuid.UUID]) -> dict[uuid.UUID, Offer]:
    found = {}
    for exam, card, person, salon, day, lives, advice, sheet in ask(EXAMS, [uuid_array(exams)]):
        found[exam] = Offer(exam, card, person, salon, day, tuple(advice) if lives else (), sheet)
    return found


def _proofs(offers: Sequence[Offer]) -> dict[uuid.UUID, tuple[uuid.UUID, str]]:
    """What was bought or ordered since, by exam: its id and number."""
    asked = [(offer.exam, offer.person, offer.day, wanted(offer.advice)) for offer in offers if offer.advice]
    return bought_since(asked) if asked else {}
