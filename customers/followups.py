"""Promises to clients: their kinds, and what can be done with them. A kind is added in any app above with `kind()`."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import events
from customers.followup_steps import note_step
from customers.models import Card, Exam, FollowUp, FollowUpStep, Person, Prescription
from customers.moments import FOLLOWUPS_CHANGED
from optics_crm.core import audit, clock, news
from optics_crm.core.errors import Conflict, DomainError, Stale
from optics_crm.core.models import Employee, Salon
from optics_crm.core.registry import Registry

OUTCOMES: dict[str, str | Promise] = {
    "done": gettext_lazy("done"),
    "reached": gettext_lazy("talked to the client"),
    "booked": gettext_lazy("client is booked"),
    "bought": gettext_lazy("client bought"),
    "bought_elsewhere": gettext_lazy("client bought elsewhere"),
    "declined": gettext_lazy("client declined"),
    "not_reached": gettext_lazy("could not be reached"),
    "not_needed": gettext_lazy("no longer needed"),
}


@dataclass(frozen=True)
class FollowUpKind:
    """A kind of promise. `role` keeps it unless an owner is named; `outcomes` are keys of OUTCOMES, and those of
    `worded` need a sentence why.
    """

    code: str
    label: str | Promise
    icon: str
    role: str = ""
    outcomes: tuple[str, ...] = (
        "reached",
        "done",
        "booked",
        "bought",
        "declined",
        "not_reached",
        "not_needed",
    )
    worded: frozenset[str] = frozenset()


LONGEST_NOTES = 4000
KINDS: Registry[FollowUpKind] = Registry("kinds of promises")
# (user, promise) -> words and address of what it came from, None where there is nothing this user may open
Origin = Callable[[Any, FollowUp], tuple[str, str] | None]
ORIGINS: Registry[Origin] = Registry("what promises come from", may_be_empty=True)


def kind(
    code: str,
    label: str | Promise,
    icon: str,
    role: str = "",
    *,
    outcomes: Iterable[str] = (),
    worded: Iterable[str] = (),
) -> FollowUpKind:
    """Adds a kind of promise."""
    words = {"outcomes": tuple(outcomes)} if outcomes else {}
    return KINDS.add(code, FollowUpKind(code, label, icon, role, worded=frozenset(worded), **words))


# how an offer after an exam ends; a refusal says why
OFFER_ENDS = ("bought", "bought_elsewhere", "declined", "not_reached", "not_needed")
# how an answer that was handed over ends: the client has been told, or need not be; always with words or a proof
ANSWER_ENDS = ("reached", "booked", "not_reached", "not_needed")


kind("callback", gettext_lazy("call back"), "phone-call", "operator")
kind("voicemail", gettext_lazy("answer a voice message"), "microphone", "operator")
kind("webform", gettext_lazy("answer a web form"), "forms", "operator")
kind(
    "exam",
    gettext_lazy("offer after an exam"),
    "eyeglass",
    "consultant",
    outcomes=OFFER_ENDS,
    worded=("declined", "not_needed"),
)
kind(
    "post_purchase",
    gettext_lazy("call after a purchase"),
    "shopping-bag",
    "operator",
    outcomes=("reached", "declined", "not_reached", "not_needed"),
)
kind("doctor", gettext_lazy("doctor calls"), "stethoscope", "doctor")
kind("handover", gettext_lazy("handed over"), "arrows-exchange", "consultant")
kind("adaptation", gettext_lazy("getting used to lenses"), "eye-check", "doctor")
kind("task", gettext_lazy("task"), "checkup-list")


def origins_of(user: Any, row: FollowUp) -> list[tuple[str, str]]:
    """What a promise came from, as far as this user may open it: words and address."""
    return [found for origin in ORIGINS if (found := origin(user, row))]


@transaction.atomic
def open_followup(
    actor: Any,
    kind: str,
    *,
    title: str,
    due_at: dt.datetime,
    person: Person | None = None,
    card: Card | None = None,
    household: uuid.UUID | None = None,
    salon: Salon | None = None,
    owner: Employee | None = None,
    reason: str = "",
    notes: str = "",
    occasion: str | None = None,
    call: uuid.UUID | None = None,
    exam: Exam | None = None,
    prescription: Prescription | None = None,
    role: str | None = None,
    returns: bool = False,
) -> FollowUp:
    """Makes a promise. With an `occasion` it is made once: the second call returns the first one as it stands.

    `role` keeps it where it is not the kind's own. One that `returns` is made by `handing.hand_over`.
    """
    plug = KINDS.find(kind)
    if plug is None:
        raise DomainError("followup_kind_unknown", _("There is no such kind of promise."), pointer="/kind")
    values = {
        "kind": kind,
        "title": title[:200],
        "reason": reason[:300],
        "notes": notes.strip()[:LONGEST_NOTES],
        "due_at": due_at,
        "person": person or (card.person if card else None),
        "card": card,
        "household_id": household,
        "salon": salon,
        "owner": owner,
        "call": call,
        "exam": exam,
        "prescription": prescription,
        "role": plug.role if role is None else role,
        "returns": returns,
        "author": actor if isinstance(actor, Employee) else None,
    }
    followup, fresh = (
        FollowUp.objects.get_or_create(occasion=occasion, defaults=values)
        if occasion
        else (FollowUp.objects.create(**values), True)
    )
    if fresh:
        audit.record(actor, "customers.followup.opened", followup, kind=kind)
        news.say(events.FOLLOWUP_OPENED, {"followup": followup.pk}, actor=actor)
    return followup


@transaction.atomic
def close_followup(
    actor: Any,
    followup: FollowUp,
    outcome: str,
    *,
    note: str = "",
    proof: uuid.UUID | None = None,
    revision: int | None = None,
) -> FollowUp:
    """Keeps or gives up a promise, with how it ended. `revision` is what the caller saw (If-Match); older is refused.

    `proof` is the call that shows it. What was handed over ends when the client has been told: with an answer, and with
    words or a proof (`followup_unanswered`, `note_missing`).
    """
    row = lock_open(followup, revision)
    _check_end(row, outcome, note, proof)
    changes = {"status": "closed", "outcome": outcome, "outcome_note": note.strip()[:500], "closed_at": clock.now()}
    row = write(row, closed_by=actor if isinstance(actor, Employee) else None, proof=proof, **changes)
    note_step(actor, row, FollowUpStep.Verb.CLOSED, note)
    FOLLOWUPS_CHANGED.happen([row.pk])
    audit.record(actor, "customers.followup.closed", row, outcome=outcome)
    news.say(events.FOLLOWUP_CLOSED, {"followup": row.pk}, actor=actor)
    return row


def _check_end(row: FollowUp, outcome: str, note: str, proof: uuid.UUID | None) -> None:
    plug = KINDS.find(row.kind)
    if outcome not in outcomes_of(row):
        raise DomainError("outcome_unknown", _("Say how it ended."), pointer="/outcome")
    is_worded = row.returns or (plug is not None and outcome in plug.worded)
    if is_worded and not note.strip() and proof is None:
        raise DomainError("note_missing", _("Say in a few words how it ended."), pointer="/outcome_note")
    if proof is not None and not row.returns:
        raise DomainError(
            "proof_unasked", _("A promise of this kind is shown to be kept by what happens."), pointer="/proof"
        )
    if row.returns and row.answered_at is None and outcome != "not_needed":
        raise Conflict("followup_unanswered", _("There is no answer yet that the client could be told."))


def outcomes_of(row: FollowUp) -> tuple[str, ...]:
    """How this promise may end: keys of OUTCOMES."""
    plug = KINDS.find(row.kind)
    if row.returns:
        return ANSWER_ENDS
    return plug.outcomes if plug else tuple(OUTCOMES)


@transaction.atomic
def assign_followup(actor: Any, followup: FollowUp, owner: Employee | None, *, revision: int | None = None) -> FollowUp:
    """Hands a promise to somebody, or back to the role."""
    row = write(lock_open(followup, revision), owner=owner)
    note_step(actor, row, FollowUpStep.Verb.ASSIGNED, owner.full_name if owner else "")
    audit.record(actor, "customers.followup.assigned", row, owner=str(owner.pk) if owner else "")
    return row


@transaction.atomic
def postpone_followup(
    actor: Any, followup: FollowUp, due_at: dt.datetime, *, reason: str, revision: int | None = None
) -> FollowUp:
    """Moves the clock of a promise, with the reason; into the future only."""
    _check_future(due_at)
    row = write(lock_open(followup, revision), due_at=due_at)
    note_step(actor, row, FollowUpStep.Verb.POSTPONED, reason)
    audit.record(actor, "customers.followup.postponed", row, reason=reason)
    return row


@transaction.atomic
def try_again(
    actor: Any, followup: FollowUp, due_at: dt.datetime, *, note: str = "", revision: int | None = None
) -> FollowUp:
    """Nobody was reached: counts the attempt and moves the clock to the next one."""
    _check_future(due_at)
    row = lock_open(followup, revision)
    row = write(row, due_at=due_at, tries=row.tries + 1)
    note_step(actor, row, FollowUpStep.Verb.TRIED, note)
    audit.record(actor, "customers.followup.tried", row, tries=row.tries)
    return row


def _check_future(due_at: dt.datetime) -> None:
    if due_at <= clock.now():
        raise DomainError("followup_in_past", _("Choose a moment in the future."), pointer="/due_at")


def lock_open(followup: FollowUp, revision: int | None = None) -> FollowUp:
    """The open promise as it stands, locked; refused when it is closed, or when the caller saw an older one."""
    row = FollowUp.objects.select_for_update(of=("self",)).get(pk=followup.pk)
    if row.status != FollowUp.Status.OPEN:
        raise Conflict("followup_closed", _("This promise is closed already."))
    if revision is not None and revision != row.revision:
        raise Stale("followup_changed", _("Somebody has changed this promise meanwhile: look at it again."))
    return row


def write(row: FollowUp, **changes: Any) -> FollowUp:
    """Writes changes of a locked promise."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.revision, row.updated_at = row.revision + 1, clock.now()
    row.save(update_fields=[*changes, "revision", "updated_at"])
    return row
