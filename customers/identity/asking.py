"""Questions that a door leaves for somebody to answer: written set-based, each open once, never after a refusal."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from customers.identity.check import Candidate
from customers.identity.odds import MODEL
from customers.identity.verdicts import PERHAPS, RELATIVE, SAME
from customers.models import Proposal
from optics_crm.core import clock
from optics_crm.core.ids import new_id
from optics_crm.core.models import Employee
from optics_crm.core.sync import tables

WORTH_A_QUESTION = 0.3  # below it the queue would fill with namesakes
COLUMNS = ("id", "card_a_id", "card_b_id", "kind", "score", "reasons", "status", "source", "model_version")
# a pair that was refused once, or whose cards were told apart, is not asked about again
PROPOSE = """
INSERT INTO customers_proposal (id, card_a_id, card_b_id, kind, score, reasons, evidence, status, source, model_version,
                                proposed_by_id, proposed_at)
SELECT r.id, r.card_a_id, r.card_b_id, r.kind, r.score, r.reasons, '{}', 'open', r.source, r.model_version,
       r.proposed_by_id, r.proposed_at
  FROM jsonb_populate_recordset(NULL::customers_proposal, %s::jsonb) r
 WHERE NOT EXISTS (SELECT 1 FROM customers_proposal p WHERE p.card_a_id = r.card_a_id AND p.card_b_id = r.card_b_id
                      AND p.kind = r.kind AND p.status IN ('refused', 'accepted'))
   AND NOT EXISTS (SELECT 1 FROM customers_notsame n WHERE n.card_a_id = r.card_a_id AND n.card_b_id = r.card_b_id
                      AND r.kind = 'same'
                      AND NOT EXISTS (SELECT 1 FROM customers_identityevent u WHERE u.undoes_id = n.event_id))
 ORDER BY r.card_a_id, r.card_b_id
ON CONFLICT DO NOTHING"""


@dataclass(frozen=True, slots=True)
class Question:
    """Whether two cards are one person's (`same`) or relatives' (`family`)."""

    one: uuid.UUID
    other: uuid.UUID
    kind: str
    score: float
    reasons: tuple[str, ...]


def questions(card: uuid.UUID, found: Iterable[Candidate]) -> list[Question]:
    """What is worth asking about a card after a check that nobody answered."""
    asked = []
    for one in found:
        if one.verdict == RELATIVE:
            asked.append(Question(card, one.card, Proposal.Kind.FAMILY.value, one.score, one.reasons))
        elif one.verdict == SAME or (one.verdict == PERHAPS and one.score >= WORTH_A_QUESTION):
            asked.append(Question(card, one.card, Proposal.Kind.SAME.value, one.score, one.reasons))
    return asked


def propose(asked: Sequence[Question], source: str, actor: Any = None) -> None:
    """Writes the questions in one statement. `source` is one of Proposal.Source."""
    if not asked:
        return
    now, by = clock.now(), actor.pk if isinstance(actor, Employee) else None
    rows = []
    for one in asked:
        low, high = sorted([one.one, one.other])
        told = (new_id(), low, high, one.kind, one.score, list(one.reasons), "open", source, MODEL)
        rows.append({**dict(zip(COLUMNS, told, strict=True)), "proposed_by_id": by, "proposed_at": now})
    tables.ask(PROPOSE, [tables.rows_json(rows)])
