"""What an operator writes of a call: the note as it is typed, the reason, how it ended, and that it is done.

write_note(actor, call, text, revision)    # revision: the one that the window knows; an older one is refused
name_reason(actor, call, reason)
say_result(actor, call, "solved")
wrap_up(actor, call)
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contactcenter.calls import events
from contactcenter.desk import states
from contactcenter.models import Call, CallOutcome, ContactReason
from optics_crm.core import audit, clock, news
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee

LONGEST = 10_000
Result = CallOutcome.Result
REASONLESS = (Result.BROKEN.value, Result.WRONG_NUMBER.value, Result.SPAM.value)


class NoteChanged(Conflict):
    """Another window has written the note meanwhile; `outcome` is how it stands now."""

    def __init__(self, outcome: CallOutcome) -> None:
        detail = {"note": outcome.note, "revision": outcome.revision}
        super().__init__("note_changed", _("The note was changed in another window."), detail=detail)
        self.outcome = outcome


@transaction.atomic
def write_note(actor: Employee, call: Call, text: str, revision: int) -> CallOutcome:
    """Keeps the note. Whoever saw an older text than the kept one is refused, and is given it (NoteChanged)."""
    row = outcome_of(actor, call)
    if text == row.note:
        return row
    if revision != row.revision:
        raise NoteChanged(row)
    if len(text) > LONGEST:
        raise DomainError("note_too_long", _("The note is too long."), pointer="/note")
    return _write(row, note=text, revision=row.revision + 1)


@transaction.atomic
def name_reason(actor: Employee, call: Call, reason: ContactReason) -> CallOutcome:
    """Says why the client called: a reason in use, of the second level, or a first one that has none below."""
    if not reason.is_active or reason.children.filter(is_active=True).exists():
        raise DomainError("reason_unknown", _("Choose a reason of the list."), pointer="/reason")
    return _write(outcome_of(actor, call), reason=reason)


@transaction.atomic
def say_result(actor: Employee, call: Call, result: str) -> CallOutcome:
    """Says how the call ended, or is about to."""
    if result not in Result.values:
        raise DomainError("result_unknown", _("Say how the call ended."), pointer="/result")
    return _write(outcome_of(actor, call), result=result)


@transaction.atomic
def wrap_up(actor: Employee, call: Call) -> CallOutcome:
    """The call is done: its result, and its reason where there was a talk, are said. Ends the after-call work.

    Refuses a call that the actor still talks (409 `call_runs`); 422 `result_missing`, `reason_missing`.
    """
    row = outcome_of(actor, call)
    if row.wrapped_up_at is not None:
        return row
    if _talks(actor, call):
        raise Conflict("call_runs", _("The call is not over yet."))
    if not row.result:
        raise DomainError("result_missing", _("Say how the call ended."), pointer="/result")
    if row.reason_id is None and row.result not in REASONLESS:
        raise DomainError("reason_missing", _("Say why the client called."), pointer="/reason")
    row = _write(row, wrapped_up_at=clock.now(), after_seconds=states.seconds_after(actor, call))
    states.end_after_call(actor, call)
    audit.record(actor, "contactcenter.call.concluded", call, result=row.result)
    news.say(events.CALL_CONCLUDED, {"call": call.pk, "employees": [actor.pk]}, actor=actor)
    return row


def outcome_of(actor: Employee, call: Call) -> CallOutcome:
    """The actor's own row of a call, locked; made by the first word."""
    CallOutcome.objects.bulk_create([CallOutcome(call=call, employee=actor)], ignore_conflicts=True)
    return CallOutcome.objects.select_for_update(of=("self",)).get(call=call, employee=actor)


def outcomes_of(call: uuid.UUID) -> list[CallOutcome]:
    """What everybody wrote of a call, the earliest first; one query."""
    rows = CallOutcome.objects.filter(call=call).select_related("employee", "reason__parent")
    return list(rows.order_by("created_at", "pk"))


def _talks(actor: Employee, call: Call) -> bool:
    mine = call.legs.filter(employee=actor, answered_at__isnull=False, ended_at=None)
    return call.state != Call.State.ENDED and mine.exists()


def _write(row: CallOutcome, **changes: Any) -> CallOutcome:
    for name, value in {**changes, "updated_at": clock.now()}.items():
        setattr(row, name, value)
    row.save(update_fields=[*changes, "updated_at"])
    return row
