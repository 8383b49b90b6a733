"""Calls whose end was never told: after a silence they have ended when the exchange last spoke of them."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Max

from contactcenter.calls.hearing import hear
from contactcenter.calls.silence import KEY
from contactcenter.models import Call
from contactcenter.pbx.base import Heard
from optics_crm.core import clock

RINGING = dt.timedelta(minutes=10)  # no queue lets somebody wait so long without a word of it
LEGS_OVER = dt.timedelta(minutes=2)  # every line was put down, and the call was not
TALKING = dt.timedelta(hours=4)
AT_ONCE = 500


def end_silent() -> int:
    """Ends the calls of which nothing was heard for too long; returns how many."""
    before = clock.now() - LEGS_OVER
    running = Call.objects.exclude(state=Call.State.ENDED).filter(started_at__lt=before)
    silent = running.annotate(last=Max("events__received_at")).filter(last__lt=before)
    return sum(_end(pk) for pk in list(silent.order_by("started_at").values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _end(pk: uuid.UUID) -> bool:
    call = Call.objects.select_for_update().get(pk=pk)
    last = call.events.aggregate(last=Max("received_at"))["last"]
    if call.state == Call.State.ENDED or last is None or clock.now() - last < patience(call):
        return False
    cause = "" if call.answered else Call.Cause.NO_ANSWER.value
    hear(call.provider, call.external_id, [Heard(call.external_id, "end", key=f"{KEY}{last.isoformat()}", cause=cause)])
    return True


def patience(call: Call) -> dt.timedelta:
    """For how long nothing may be heard of a running call."""
    ends = list(call.legs.values_list("ended_at", flat=True))
    if ends and all(ends):
        return LEGS_OVER
    return TALKING if call.answered else RINGING
