"""Handing a client's question over to a colleague, and the answer's way back.

open -> answered -> closed. Whoever keeps the promise answers; then it returns to the one who promised, whose work it is
to tell the client. It closes when the client has been told.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers import events
from customers.followup_steps import note_step
from customers.followup_terms import TELL, due_after
from customers.followups import close_followup, lock_open, open_followup, write
from customers.models import Card, FollowUp, FollowUpStep, Person, Prescription
from optics_crm.core import audit, clock, news
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee, Salon
from optics_crm.core.permissions import CAPABILITIES, ROLES, can, salon_scope

RETURNS_TO = "operator"  # where a program promised, or whoever promised has left
LONGEST_ANSWER = 2000


@dataclass(frozen=True)
class Receiver:
    """Who is to answer: an employee, or anybody of a department: a role, with the salon where it is a salon's."""

    employee: Employee | None = None
    role: str = ""
    salon: Salon | None = None


@transaction.atomic
def hand_over(
    actor: Any,
    to: Receiver,
    question: str,
    *,
    kind: str = "handover",
    notes: str = "",
    person: Person | None = None,
    card: Card | None = None,
    household: uuid.UUID | None = None,
    call: uuid.UUID | None = None,
    prescription: Prescription | None = None,
    due_at: dt.datetime | None = None,
    occasion: str | None = None,
) -> FollowUp:
    """Hands a client's question over, with the card, the call and the notes; the answer comes back to `actor`.

    `question` is what is to be answered, in a line; `notes` what was said so far. Without `due_at` the term is the
    kind's, in the hours of the receiver's salon. Raises DomainError for a receiver who keeps no promises.
    """
    _check_receiver(to)
    if not question.strip():
        raise DomainError("question_missing", _("Say what is to be answered."), pointer="/question")
    role = to.employee.role if to.employee else to.role
    salon = to.salon or (to.employee.salon if to.employee else None)
    return open_followup(
        actor,
        kind,
        title=question.strip(),
        notes=notes,
        due_at=due_at or due_after(kind, clock.now(), salon),
        person=person,
        card=card,
        household=household,
        call=call,
        prescription=prescription,
        salon=salon,
        owner=to.employee,
        role=role,
        occasion=occasion,
        returns=True,
    )


def _check_receiver(to: Receiver) -> None:
    if to.employee is not None:
        if not can(to.employee, "followups.work"):
            raise DomainError("owner_unknown", _("There is no such colleague who keeps promises."), pointer="/owner")
        return
    role = ROLES.find(to.role)
    if role is None or to.role not in CAPABILITIES.get("followups.work").roles:
        raise DomainError("receiver_unknown", _("Choose who is to answer."), pointer="/role")
    if role.own_salon and to.salon is None:
        raise DomainError("salon_missing", _("Choose the salon."), pointer="/salon")


@transaction.atomic
def answer_followup(
    actor: Any, followup: FollowUp, answer: str, *, told: bool = False, revision: int | None = None
) -> FollowUp:
    """Answers what was handed over: it goes back to whoever promised, to be told to the client within a new term.

    `told`: whoever answers has talked to the client already; then the promise is closed with these words.
    """
    row = lock_open(followup, revision)
    _check_answerable(row)
    words = answer.strip()[:LONGEST_ANSWER]
    if not words:
        raise DomainError("answer_missing", _("Write the answer."), pointer="/answer")
    who = actor if isinstance(actor, Employee) else None
    row = write(row, answer=words, answered_at=clock.now(), answered_by=who, **_way_back(row))
    note_step(actor, row, FollowUpStep.Verb.ANSWERED, words)
    audit.record(actor, "customers.followup.answered", row)
    if told:
        return close_followup(actor, row, "reached", note=words)
    news.say(events.FOLLOWUP_ANSWERED, {"followup": row.pk, "employees": _ids(row.owner_id)}, actor=actor)
    return row


def _check_answerable(row: FollowUp) -> None:
    if not row.returns:
        raise Conflict("followup_needs_no_answer", _("This promise was not handed over: nobody waits for an answer."))
    if row.answered_at is not None:
        raise Conflict("followup_answered", _("This was answered already: the client is to be told."))


def _way_back(row: FollowUp) -> dict[str, Any]:
    """Whose it is once it is answered: the author's, else anybody's of the author's role; by when."""
    author = row.author
    role = author.role if author else RETURNS_TO
    is_salons = author is not None and salon_scope(author) is not None
    salon = author.salon if author and is_salons else row.salon
    place = salon if is_salons else None
    owner = author if author and author.is_active else None
    return {"owner": owner, "role": role, "salon": salon, "due_at": due_after(TELL, clock.now(), place)}


@transaction.atomic
def ask_again(actor: Any, followup: FollowUp, words: str, *, revision: int | None = None) -> FollowUp:
    """The answer leaves something open: the promise goes back to whoever answered, with the words."""
    row = lock_open(followup, revision)
    if row.answered_at is None:
        raise Conflict("followup_unanswered", _("There is no answer yet that could be asked about."))
    if not words.strip():
        raise DomainError("question_missing", _("Say what is to be answered."), pointer="/question")
    to = row.answered_by
    place = to.salon if to else row.salon
    changes = {"owner": to if to and to.is_active else None, "role": to.role if to else row.role, "salon": place}
    row = write(
        row, answer="", answered_at=None, answered_by=None, due_at=due_after(row.kind, clock.now(), place), **changes
    )
    note_step(actor, row, FollowUpStep.Verb.ASKED_AGAIN, words)
    audit.record(actor, "customers.followup.asked_again", row)
    news.say(events.FOLLOWUP_OPENED, {"followup": row.pk, "employees": _ids(row.owner_id)}, actor=actor)
    return row


def _ids(owner: uuid.UUID | None) -> list[uuid.UUID]:
    return [owner] if owner else []
