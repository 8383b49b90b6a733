"""A request from a site is kept when somebody talks to its number, as a missed call is: a function of the calls."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.utils import translation
from django.utils.translation import gettext as _

from contactcenter.calls.changes import CallChange
from contactcenter.calls.obligations import LOCK
from contactcenter.models import Call, WebRequest
from contactcenter.webforms.taking import ACTOR
from customers.followups_by_proof import Proof, close_by_proof, reopen_without_proof
from customers.models import FollowUp


def settle(changes: Collection[CallChange]) -> None:
    """Brings the promises to the numbers of these calls to what the calls say; only talks count."""
    calls = [change.call for change in changes if _talk(change.call) != _talk(change.before)]
    if not calls:
        return
    ids, numbers = [call.pk for call in calls], sorted({call.phone for call in calls} - {""})
    known = WebRequest.objects.filter(promise__isnull=False)
    if not known.filter(Q(phone__in=numbers) | Q(promise__proof__in=ids)).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [numbers])
    since = Call.objects.filter(phone=OuterRef("phone"), answered=True, answered_at__gte=OuterRef("received_at"))
    talks = since.exclude(direction=Call.Direction.INTERNAL).order_by("answered_at", "pk").values("pk")[:1]
    asked = known.filter(Q(phone__in=numbers) | Q(promise__proof__in=ids)).annotate(talk=Subquery(talks))
    talk_of: dict[uuid.UUID, uuid.UUID | None] = dict(asked.values_list("promise", "talk"))
    rows = FollowUp.objects.filter(pk__in=talk_of).order_by("pk").select_for_update(of=("self",))
    _bring(list(rows), talk_of)


def _talk(call: Call | None) -> tuple[Any, ...]:
    """What of a call keeps a promise."""
    is_talk = call is not None and call.answered and call.direction != Call.Direction.INTERNAL
    return (call.phone, call.answered_at) if call and is_talk else ()


def _bring(rows: Sequence[FollowUp], talk_of: dict[uuid.UUID, uuid.UUID | None]) -> None:
    """Closes and opens again what no person has closed."""
    ending: list[tuple[FollowUp, Proof]] = []
    again: list[FollowUp] = []
    with translation.override(settings.LANGUAGE_CODE):
        for row in rows:
            is_open, talk = row.status == FollowUp.Status.OPEN, talk_of[row.pk]
            if talk and (is_open or row.proof not in (None, talk)):
                ending.append((row, Proof(talk, "reached", _("Talked by phone."))))
            elif not talk and not is_open and row.proof:
                again.append(row)
        if ending:
            close_by_proof(ACTOR, ending)
        if again:
            reopen_without_proof(ACTOR, again)
