"""Who speaks: chosen by the operator, made sure of by one key. Until then the card shows nothing that only the client
may hear; it stays open for the call and three minutes.
"""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from contactcenter.calls import events
from contactcenter.calls.changes import as_they_stand
from contactcenter.calls.screens import rung_by, tell_screens
from contactcenter.desk.notes import outcome_of
from contactcenter.models import Call, CallOutcome
from customers.homes import homes_of
from customers.identity.state import selves_of
from customers.models import Person
from optics_crm.core import audit, clock, news
from optics_crm.core.errors import Conflict
from optics_crm.core.models import Employee

OPEN_AFTER = dt.timedelta(minutes=3)


@transaction.atomic
def choose_speaker(actor: Employee, call: Call, person: Person) -> Call:
    """Says whom the operator talks to. Whoever was made sure of before has to be made sure of again."""
    row = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    row.person, row.household_id, row.updated_at = person, homes_of([person.pk]).get(person.pk), clock.now()
    row.save(update_fields=["person", "household", "updated_at"])
    audit.record(actor, "contactcenter.call.speaker_chosen", row, person=str(person.pk))
    _tell(row, actor)
    return row


@transaction.atomic
def verify(actor: Employee, call: Call) -> CallOutcome:
    """The operator has made sure that the caller is the chosen person: the card opens, and that is recorded.

    Refuses 409 `speaker_missing`, and `call_is_long_over` later than three minutes after the call.
    """
    row = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if row.person_id is None:
        raise Conflict("speaker_missing", _("Choose first who speaks."))
    if not in_time(row):
        raise Conflict(
            "call_is_long_over", _("The call is over for more than three minutes: open the dossier instead.")
        )
    outcome = outcome_of(actor, row)
    outcome.verified_person_id, outcome.verified_at, outcome.updated_at = row.person_id, clock.now(), clock.now()
    outcome.save(update_fields=["verified_person", "verified_at", "updated_at"])
    audit.record(actor, "contactcenter.caller.verified", Person(pk=row.person_id), call=str(row.pk))
    _tell(row, actor)
    return outcome


@transaction.atomic
def take_back_verification(actor: Employee, call: Call) -> None:
    """It was somebody else after all: the card closes for everybody."""
    rows = CallOutcome.objects.filter(call=call, verified_person__isnull=False)
    if rows.update(verified_person=None, verified_at=None, updated_at=clock.now()):
        audit.record(actor, "contactcenter.caller.doubted", call)
        _tell(call, actor)


@transaction.atomic
def look_into(actor: Employee, call: Call, sure: CallOutcome) -> None:
    """A colleague who takes a call over sees the open card: recorded once."""
    outcome = outcome_of(actor, call)
    if outcome.verified_person_id != call.person_id:
        outcome.verified_person_id, outcome.verified_at = call.person_id, sure.verified_at
        outcome.save(update_fields=["verified_person", "verified_at"])
        audit.record(actor, "contactcenter.card.taken_over", Person(pk=call.person_id), call=str(call.pk))


def in_time(call: Call) -> bool:
    """Whether the call runs, or ended less than three minutes ago."""
    return call.ended_at is None or clock.now() - call.ended_at < OPEN_AFTER


def verified_by(call: Call, outcomes: Iterable[CallOutcome]) -> CallOutcome | None:
    """By whom the present speaker was made sure of, where the card is open by it; of several the first."""
    if call.person_id is None or not in_time(call):
        return None
    sure = [one for one in outcomes if one.verified_person_id]
    same = next((one for one in sure if one.verified_person_id == call.person_id), None)
    return same or next((one for one in sure if _stands(one.verified_person_id, call.person_id)), None)


def _stands(verified: uuid.UUID | None, person: uuid.UUID) -> bool:
    """Whether the verified one has been merged into the present speaker meanwhile."""
    return verified in selves_of([person])


def _tell(call: Call, actor: Employee) -> None:
    stands = as_they_stand(Call.objects.filter(pk=call.pk))
    news.say(events.CALL_CHANGED, {"call": call.pk, "employees": rung_by(stands[0])}, actor=actor)
    tell_screens(stands)
