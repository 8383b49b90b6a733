"""Promises that something which happened keeps or takes back: closed with its proof, opened again without it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from customers import events
from customers.followup_steps import note_steps
from customers.models import FollowUp, FollowUpStep
from customers.moments import FOLLOWUPS_CHANGED
from optics_crm.core import clock, news
from optics_crm.core.models import AuditEntry


@dataclass(frozen=True)
class Proof:
    """What shows how a promise ended: an id of a fact above, the outcome, a sentence."""

    id: uuid.UUID
    outcome: str
    note: str = ""


def close_by_proof(actor: str, ended: Sequence[tuple[FollowUp, Proof]]) -> None:
    """Closes locked promises, each with its proof; those closed by an earlier proof get the new one. Five statements,
    whatever the number.
    """
    now = clock.now()
    fresh = [row for row, _proof in ended if row.status == FollowUp.Status.OPEN]
    for row, proof in ended:
        row.closed_at = row.closed_at or now
        row.status, row.outcome, row.outcome_note = FollowUp.Status.CLOSED, proof.outcome, proof.note[:500]
        row.proof, row.updated_at, row.revision = proof.id, now, row.revision + 1
    _write([row for row, _proof in ended])
    note_steps(actor, [(row, row.outcome_note) for row in fresh], FollowUpStep.Verb.CLOSED)
    FOLLOWUPS_CHANGED.happen([row.pk for row, _proof in ended])
    _journal(actor, fresh, "customers.followup.closed", events.FOLLOWUP_CLOSED)


def reopen_without_proof(actor: str, rows: Sequence[FollowUp]) -> None:
    """Opens locked promises again that a proof had closed: it proved something else."""
    for row in rows:
        row.status, row.outcome, row.outcome_note = FollowUp.Status.OPEN, "", ""
        row.closed_at, row.proof, row.updated_at, row.revision = None, None, clock.now(), row.revision + 1
    _write(rows)
    note_steps(actor, [(row, "") for row in rows], FollowUpStep.Verb.REOPENED)
    FOLLOWUPS_CHANGED.happen([row.pk for row in rows])
    _journal(actor, rows, "customers.followup.reopened", events.FOLLOWUP_OPENED)


def rename_kind(ids: Sequence[uuid.UUID], kind: str) -> None:
    """The same promises, better known: a missed call that left a voice message."""
    FollowUp.objects.filter(pk__in=ids).update(kind=kind, revision=F("revision") + 1, updated_at=clock.now())


def _write(rows: Sequence[FollowUp]) -> None:
    fields = ["status", "outcome", "outcome_note", "closed_at", "proof", "updated_at", "revision"]
    FollowUp.objects.bulk_update(rows, fields)


def _journal(actor: str, rows: Sequence[FollowUp], verb: str, code: str) -> None:
    if not rows:
        return
    label = FollowUp._meta.label_lower
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(actor_label=actor, verb=verb, object_type=label, object_id=row.pk, data=_words(row))
            for row in rows
        ]
    )
    news.say(code, {"followup": [row.pk for row in rows]}, actor=actor)


def _words(row: FollowUp) -> dict[str, Any]:
    return {"outcome": row.outcome, "proof": str(row.proof)} if row.proof else {}
