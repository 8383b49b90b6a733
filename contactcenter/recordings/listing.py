"""Recordings of which no event tells: asked for each night, and tied to the calls of their side, number and moment."""

import datetime as dt

from contactcenter.calls import clocks
from contactcenter.calls.hearing import hear
from contactcenter.calls.matching import NEAR, named_as_ours
from contactcenter.models import Call
from contactcenter.pbx.outward.base import Outward


def attach(exchange: Outward, start: dt.datetime, end: dt.datetime) -> int:
    """Lets the calls of that time know their recordings, which are then fetched like all others; returns how many."""
    told = {name: clocks.by_ours(exchange.code, one) for name, one in exchange.recorded(start, end).items()}
    talks = Call.objects.filter(provider=exchange.code, answered=True, recording="")
    ours = list(talks.filter(started_at__gte=start - NEAR, started_at__lt=end + NEAR))
    known = {call.external_id for call in ours}
    found = {number: one for number, one in named_as_ours(told, ours).items() if number in known}
    for number, one in found.items():
        hear(exchange.code, number, one[1:])
    return len(found)
