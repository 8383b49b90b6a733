"""A consultation that an exchange tells under a number of its own is a part of the call that it is linked to.

The link is an event of the first call (`linked:` and the second number), so that it is as sure as any other news. What
was heard of the second number before is moved; what comes later finds the link among the calls of the day.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import connection

from contactcenter.calls.hearing_rows import heard_of
from contactcenter.calls.silence import is_concluded
from contactcenter.models import Call, CallEvent
from contactcenter.pbx import Heard
from contactcenter.pbx.base import LINKED, is_extension
from customers.models import FollowUp
from optics_crm.core import clock

LONGEST = dt.timedelta(hours=12)  # no later than that after its beginning a call is linked
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


Moved = tuple[Heard, CallEvent]


def as_one(provider: str, heard: Sequence[Heard]) -> tuple[list[Heard], list[Moved]]:
    """The events by the first number of their calls, and what was heard of second ones before; within a transaction."""
    links = {one.value: one.call for one in heard if one.key.startswith(LINKED)}
    _lock(provider, {one.call for one in heard} | links.keys())
    firsts = {number: links.get(number) or _first_of(provider, number) for number in {one.call for one in heard}}
    moved = [
        (part_of(heard_of(row, second), first), row)
        for second, first in links.items()
        for row in _freed(provider, second)
    ]
    return [part_of(one, first) if (first := firsts[one.call]) else one for one in heard], moved


def part_of(one: Heard, first: str) -> Heard:
    """An event of a second number as one of the first call: a line of it; its end is the line's, not the call's."""
    second, goes_on = one.call, one.kind == "end" and not (one.phone and not is_extension(one.phone))
    return replace(
        one,
        call=first,
        kind="leg_end" if goes_on else one.kind,
        key=f"{second}:{one.key}",
        leg=f"{second}:{next(iter(one.extensions), one.leg)}",
        direction="internal",
        phone="",
        answered=None,
        talk_seconds=None,
        wait_seconds=None,
    )


def _lock(provider: str, numbers: set[str]) -> None:
    """One request at a time for a number: else an event of the second could pass by the link that comes with it."""
    with connection.cursor() as sql:
        for number in sorted(numbers):
            sql.execute(LOCK, [f"{provider}:{number}"])


def _first_of(provider: str, number: str) -> str:
    recent = Call.objects.filter(provider=provider, started_at__gt=clock.now() - LONGEST)
    return recent.filter(events__key=f"{LINKED}{number}").values_list("external_id", flat=True).first() or ""


def _freed(provider: str, second: str) -> list[CallEvent]:
    """The events of a call that is none of its own, which goes; one of which somebody has noted anything stays."""
    call = Call.objects.select_for_update().filter(provider=provider, external_id=second).first()
    if call is None or call.outcomes.exists() or FollowUp.objects.filter(call=call.pk).exists():
        return []
    rows = [row for row in call.events.select_related("body") if not is_concluded(row)]
    call.delete()
    return rows
