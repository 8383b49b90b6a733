"""What a call owes: every missed one is called back, exactly once, and not when the client was reached meanwhile.

A function of the calls alone: whatever the order in which their events become known, the promises are the same. Those
that people have closed are left as they are.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils import translation
from django.utils.translation import gettext as _

from contactcenter.calls import opening
from contactcenter.calls.callers import who_answers
from contactcenter.calls.changes import CallChange
from contactcenter.calls.numbers import own_numbers
from contactcenter.models import Call
from customers.followups import open_followup
from customers.followups_by_proof import Proof, close_by_proof, rename_kind, reopen_without_proof
from customers.models import FollowUp
from optics_crm.core import phones

ACTOR = "contactcenter.calls"
CALLBACK, VOICEMAIL = "callback", "voicemail"
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('call:' || n, 0)) FROM unnest(%s::text[]) AS n"


@dataclass(frozen=True)
class Owed:
    """What is owed for a call: nothing without a `kind`; kept (or void) where there is a `proof`."""

    call: Call
    kind: str = ""
    proof: Proof | None = None


def settle(changes: Collection[CallChange]) -> None:
    """Brings the promises of these calls, and of the earlier calls from their numbers, to what the calls say."""
    calls = [change.call for change in changes if _said(change.call) != _said(change.before)]
    if not calls:
        return
    ids, numbers = [call.pk for call in calls], sorted({call.phone for call in calls} - {""})
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [numbers])
    rows = _rows(ids, numbers)
    if not rows and not any(call.is_missed for call in calls):
        return
    with translation.override(settings.LANGUAGE_CODE):  # kept for colleagues, whatever the exchange reads
        owed = _owed({*ids, *(row.call for row in rows if row.call)})
        missing = [one for pk, one in owed.items() if one.kind and pk not in {row.call for row in rows}]
        _bring([*rows, *map(_open, missing)], owed)


def _said(call: Call | None) -> tuple[Any, ...]:
    """What of a call promises are a function of; nothing while it only rings."""
    if call is None or not (call.answered or call.state == Call.State.ENDED):
        return ()
    missed = call.cause if call.is_missed else None
    return call.phone, call.direction, call.started_at, call.answered_at, missed


def _rows(ids: Collection[uuid.UUID], numbers: Sequence[str]) -> list[FollowUp]:
    """Promises that came from these calls, that these calls prove, or that wait for these numbers; locked."""
    kinds = FollowUp.objects.filter(kind__in=(CALLBACK, VOICEMAIL), occasion__startswith="call:")
    waiting = kinds.open().filter(call__in=Call.objects.filter(phone__in=numbers).values("pk"))
    parts = [rows.values_list("pk") for rows in (kinds.filter(call__in=ids), kinds.filter(proof__in=ids), waiting)]
    found = {pk for (pk,) in parts[0].union(*parts[1:])}
    if not found:
        return []
    return list(FollowUp.objects.filter(pk__in=found).order_by("pk").select_for_update(of=("self",)))


def _owed(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Owed]:
    """What each call owes, with the first talk with its number since."""
    since = Call.objects.filter(phone=OuterRef("phone"), answered=True, answered_at__gte=OuterRef("started_at"))
    talks = since.exclude(direction=Call.Direction.INTERNAL).order_by("answered_at", "pk")
    calls = list(Call.objects.filter(pk__in=ids).annotate(talk=Subquery(talks.values("pk")[:1])))
    ours = own_numbers() if any(call.is_missed for call in calls) else frozenset()
    return {call.pk: _owed_for(call, ours) for call in calls}


def _owed_for(call: Call, ours: Collection[str]) -> Owed:
    if not call.is_missed or not call.phone or call.phone in ours or call.cause == Call.Cause.BLACKLIST:
        ended = "reached" if call.answered else "not_needed"
        note = _("The call was answered after all.") if call.answered else _("There is nobody to call back.")
        return Owed(call, "", Proof(call.pk, ended, note))
    kind = VOICEMAIL if call.cause == Call.Cause.VOICEMAIL else CALLBACK
    talk: uuid.UUID | None = call.talk  # type: ignore[attr-defined]  # annotated above
    return Owed(call, kind, Proof(talk, "reached", _("Talked by phone.")) if talk else None)


def _open(owed: Owed) -> FollowUp:
    """The promise of a missed call, due by the contact centre's hours."""
    call, caller = owed.call, who_answers(owed.call.phone)
    title = _("Answer the voice message from %(phone)s") if owed.kind == VOICEMAIL else _("Call back %(phone)s")
    reason = _("missed call to line %(line)s") % {"line": call.line} if call.line else _("missed call")
    return open_followup(
        ACTOR,
        owed.kind,
        title=title % {"phone": phones.mask(call.phone)},
        reason=reason,
        due_at=opening.due_after(owed.kind, call.ended_at or call.started_at, opening.calendar(), opening.terms()),
        person=caller.people[0] if caller.person else None,
        household=caller.household,
        occasion=f"call:{call.pk}:callback",
        call=call.pk,
    )


def _bring(rows: Sequence[FollowUp], owed: dict[uuid.UUID, Owed]) -> None:
    """Closes, opens again and renames those promises that differ from what is owed and that no person has closed."""
    ending: list[tuple[FollowUp, Proof]] = []
    opening_again: list[FollowUp] = []
    renamed: dict[str, list[uuid.UUID]] = {}
    for row in rows:
        is_open = row.status == FollowUp.Status.OPEN
        one = owed.get(row.call) if row.call else None
        if one is None or (not is_open and row.proof is None):
            continue
        if one.proof is None and not is_open:
            opening_again.append(row)
        elif one.proof is not None and (is_open or (row.proof, row.outcome) != (one.proof.id, one.proof.outcome)):
            ending.append((row, one.proof))
        if one.kind and one.kind != row.kind:
            renamed.setdefault(one.kind, []).append(row.pk)
    if ending:
        close_by_proof(ACTOR, ending)
    if opening_again:
        reopen_without_proof(ACTOR, opening_again)
    for kind, ids in renamed.items():
        rename_kind(ids, kind)
