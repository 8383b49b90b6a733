"""The journal of identity: one row a decision, with the audit and the proposals that it settles."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from customers.identity import state
from customers.models import Card, IdentityEvent, Person, Proposal
from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict, NotAllowed
from optics_crm.core.models import Employee
from optics_crm.core.permissions import can

Kind = IdentityEvent.Kind


def check_may(actor: Any, code: str, people: Collection[uuid.UUID]) -> None:
    """The role may do it, and the actor may open each of these people; programs (a name) may always.

    NotAllowed otherwise: the same answer for a foreign customer as for one that is not there.
    """
    if not isinstance(actor, Employee):
        return
    if not can(actor, code):
        raise NotAllowed("not_allowed", _("Your role may not do this."))
    open_to = Person.objects.visible_to(actor).filter(pk__in=people).count()
    if open_to < len(set(people)):
        raise NotAllowed("customer_not_yours", _("You cannot open one of these customers."))


def lock_standing(*people: uuid.UUID) -> None:
    """Locks people who stand; Conflict with the fresh state where one was merged meanwhile."""
    if any(state.locked(*people).values()):
        message = _("One of these customers has been merged meanwhile.")
        raise Conflict("merged_already", message, detail=state_of(people))


def write(
    actor: Any,
    kind: str,
    winner: uuid.UUID | None,
    loser: uuid.UUID | None = None,
    *,
    reason: str = "",
    score: float | None = None,
    model_version: str = "",
    evidence: Mapping[str, Any] | None = None,
    undoes: IdentityEvent | None = None,
) -> IdentityEvent:
    """Adds a decision to the journal and to the audit; ids only, no names and no phones."""
    event = IdentityEvent.objects.create(
        kind=kind,
        winner_id=winner,
        loser_id=loser,
        undoes=undoes,
        actor=actor if isinstance(actor, Employee) else None,
        actor_label=str(actor or "")[:150],
        at=clock.now(),
        reason=reason[:300],
        score=score,
        model_version=model_version[:40],
        evidence=dict(evidence or {}),
    )
    verb = f"customers.identity.{kind}" + ("_undone" if undoes else "")
    about = Person(pk=winner) if winner else None
    words: dict[str, Any] = {"event": str(event.pk), **({"other": str(loser)} if loser else {})}
    audit.record(actor, verb, about, reason=reason, **words)
    return event


def undo(actor: Any, event: IdentityEvent, *, kind: str, reason: str) -> IdentityEvent:
    """Adds the event that undoes another one. Conflict for what is undone already or is an undo itself.

    The people concerned are locked before, so that the second of two users finds the first one's row.
    """
    check_undoable(event, kind)
    written = write(actor, kind, event.winner_id, event.loser_id, reason=reason, undoes=event)
    reopen(event)
    return written


def check_undoable(event: IdentityEvent, kind: str) -> None:
    """Conflict for a step of another kind, an undo, and what is undone already."""
    if event.kind != kind or event.undoes_id:
        raise Conflict("not_undoable", _("This step cannot be undone."))
    if IdentityEvent.objects.filter(undoes=event).exists():
        raise Conflict("already_undone", _("This step has been undone already."), detail=fresh_state(event))


def settle_proposals(
    actor: Any,
    event: IdentityEvent,
    pairs: Q,
    *,
    kinds: Iterable[str],
    accepted: Proposal | None,
    refused: bool = False,
) -> None:
    """Closes the open questions that a decision answers; the one that it was made on carries the answer."""
    by = actor if isinstance(actor, Employee) else None
    answered = {"decided_by": by, "decided_at": clock.now(), "event": event}
    Status = Proposal.Status
    if accepted is not None:
        status = Status.REFUSED if refused else Status.ACCEPTED
        if not Proposal.objects.filter(pk=accepted.pk, status=Status.OPEN).update(status=status, **answered):
            raise Conflict("proposal_decided", _("Somebody has answered this question meanwhile."))
    open_ones = Proposal.objects.filter(pairs, status=Status.OPEN, kind__in=list(kinds))
    open_ones.update(status=Status.OBSOLETE, **answered)


def reopen(event: IdentityEvent) -> None:
    """Asks again what an undone decision had answered, unless the same was asked anew meanwhile."""
    answered = Proposal.objects.filter(event=event).exclude(status=Proposal.Status.OPEN)
    for row in answered:
        asked = Proposal.objects.filter(status="open", kind=row.kind, card_a=row.card_a_id, card_b=row.card_b_id)
        if not asked.exists():
            Proposal.objects.filter(pk=row.pk).update(
                status=Proposal.Status.OPEN, decided_by=None, decided_at=None, event=None
            )


def between(one: uuid.UUID, other: uuid.UUID) -> Q:
    """Questions about a pair of cards of these two people."""
    ones, others = Card.objects.filter(person=one), Card.objects.filter(person=other)
    return Q(card_a__in=ones, card_b__in=others) | Q(card_a__in=others, card_b__in=ones)


def fresh_state(event: IdentityEvent) -> dict[str, Any]:
    """Where the people of an event stand now and who decided last, for an answer of 409."""
    people = [person for person in (event.winner_id, event.loser_id) if person]
    return {"event": str(event.pk), **state_of(people)}


def state_of(people: Collection[uuid.UUID]) -> dict[str, Any]:
    """Where these people stand now, and the newest decision about them."""
    rows = Person.objects.filter(pk__in=people).values_list("pk", "merged_into")
    last = history_of(people).first()
    return {
        "standing": {str(person): str(into or person) for person, into in rows},
        "last": None
        if last is None
        else {"event": str(last.pk), "kind": last.kind, "at": last.at.isoformat(), "actor": last.actor_label},
    }


def history_of(people: Collection[uuid.UUID]) -> "QuerySet[IdentityEvent]":
    """Decisions about these people, newest first."""
    ids = list(people)
    return (
        IdentityEvent.objects.filter(Q(winner__in=ids) | Q(loser__in=ids))
        .select_related("winner", "loser", "actor", "undone_by")
        .order_by("-at", "-id")
    )
