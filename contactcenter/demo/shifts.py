"""The shifts of the demo chain's operators: free, after-call work behind each call, a break, away at night."""

import datetime as dt
import uuid
from collections.abc import Iterator
from itertools import groupby

from contactcenter.models import CallOutcome, OperatorState
from optics_crm.core.demo import World

DAYS = 30
MOSCOW = dt.timezone(dt.timedelta(hours=3))
FIRST, LAST = 9, 21  # hours of the contact centre
LUNCH = dt.timedelta(minutes=30)
Piece = tuple[dt.datetime, dt.datetime, str, uuid.UUID | None]  # from, to, state, call


def shifts(world: World) -> None:
    """The last month's intervals, around the conclusions of each operator's calls."""
    since = world.now - dt.timedelta(days=DAYS)
    done = (
        CallOutcome.objects.filter(wrapped_up_at__gt=since).select_related("call").order_by("employee", "wrapped_up_at")
    )
    rows = []
    for (employee, day), ours in groupby(done, key=lambda one: (one.employee_id, _day(one.wrapped_up_at))):
        pieces: list[Piece] = [
            (one.call.ended_at, one.wrapped_up_at, "after_call", one.call_id)
            for one in ours
            if one.call.ended_at and one.wrapped_up_at
        ]
        place = int(str(employee)[-2:], 16) % 4  # breaks one after the other
        lunch = dt.datetime.combine(day, dt.time(12), MOSCOW) + place * LUNCH
        pieces.append((lunch, lunch + LUNCH, "break", None))
        rows += [
            OperatorState(
                employee_id=employee, state=state, began_at=began, ended_at=ended, seen_at=ended, call_id=call
            )
            for began, ended, state, call in _filled(day, pieces, world.now)
        ]
    OperatorState.objects.bulk_create(rows, batch_size=2000)


def _day(moment: dt.datetime | None) -> dt.date:
    assert moment is not None
    return moment.astimezone(MOSCOW).date()


def _filled(day: dt.date, pieces: list[Piece], now: dt.datetime) -> Iterator[Piece]:
    """The day's pieces in their order, none over another, and free in between."""
    at = dt.datetime.combine(day, dt.time(FIRST), MOSCOW)
    end = min(dt.datetime.combine(day, dt.time(LAST), MOSCOW), now)
    for began, ended, state, call in sorted(pieces, key=lambda one: one[0]):
        if began < at or ended > end:
            continue
        if began > at:
            yield at, began, "free", None
        yield began, ended, state, call
        at = ended
    if at < end:
        yield at, end, "free", None
