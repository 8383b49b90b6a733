"""Every night: do the exchanges' own statistics and our calls say the same? What we missed is added as if heard."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from itertools import chain

import structlog
from django.db import transaction

from contactcenter.calls import clocks
from contactcenter.calls.hearing import hear
from contactcenter.calls.matching import named_as_ours
from contactcenter.models import Call, CallDifference, Comparison
from contactcenter.pbx.base import Heard
from contactcenter.pbx.outward.base import OUTWARD, History, NotReady, Outward
from contactcenter.pbx.outward.http import PbxRefused, PbxSilent
from contactcenter.recordings.listing import attach
from optics_crm.core import clock

log = structlog.get_logger("optics.comparing")
Kind, State = CallDifference.Kind, Comparison.State
AFTER = dt.time(2, 30)  # when a day is surely over everywhere
PAUSE, ASK_AGAIN = dt.timedelta(minutes=20), dt.timedelta(seconds=10)
TRIES = 30
SAME_TALK = 5  # seconds by which two ways of counting may differ
EDGE = dt.timedelta(minutes=5)  # a call at midnight may stand in the one list and not in the other


def compare_due() -> int:
    """Compares yesterday with every exchange that can be asked and was not compared yet; returns how many are done."""
    now = clock.now().astimezone(clock.zone_of(""))
    day = now.date() - dt.timedelta(days=1)
    if now.time() < AFTER:
        return 0
    able = [one for one in OUTWARD if one.has_history and one.is_configured()]
    Comparison.objects.bulk_create(
        [Comparison(provider=one.code, day=day, due_at=clock.now()) for one in able], ignore_conflicts=True
    )
    return sum(_step(exchange, row) for exchange in able for row in _taken(exchange.code))


def compare(provider: str, day: dt.date) -> Comparison:
    """Compares one day now, once more where it was compared before; still running where the list is being made."""
    row, _fresh = Comparison.objects.get_or_create(provider=provider, day=day)
    Comparison.objects.filter(pk=row.pk).exclude(state=State.RUNNING).update(state=State.RUNNING, tries=0, ticket="")
    row.refresh_from_db()
    _step(OUTWARD.get(provider), row)
    row.refresh_from_db()
    return row


@transaction.atomic
def _taken(provider: str) -> list[Comparison]:
    """What is due for an exchange; nobody else takes it for a while."""
    due = Comparison.objects.filter(provider=provider, state=State.RUNNING, due_at__lte=clock.now())
    rows = list(due.select_for_update(skip_locked=True).order_by("day")[:3])
    Comparison.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=clock.now() + PAUSE)
    return rows


def _step(exchange: Outward, row: Comparison) -> bool:
    """Asks for the list; settles it when it is there, else the next tick goes on."""
    start = dt.datetime.combine(row.day, dt.time(), clock.zone_of(""))
    told: dict[str, object] = {"tries": row.tries + 1, "fault": ""}
    try:
        history = exchange.history(start, start + dt.timedelta(days=1), row.ticket)
    except NotReady as wait:
        told |= {"ticket": wait.ticket, "due_at": clock.now() + ASK_AGAIN}
    except (PbxSilent, PbxRefused, KeyError, TypeError, ValueError) as error:
        log.warning("not_compared", provider=row.provider, day=str(row.day), error=type(error).__name__)
        told |= {"fault": f"{type(error).__name__}: {error}"[:300], "ticket": "", "due_at": clock.now() + PAUSE}
    else:
        settle(row, history)
        if exchange.lists_recordings:
            _attach_recordings(exchange, start)
        return True
    if row.tries + 1 >= TRIES:
        told |= {"state": State.FAILED, "ticket": ""}
    Comparison.objects.filter(pk=row.pk).update(**told)
    return False


def _attach_recordings(exchange: Outward, start: dt.datetime) -> None:
    try:
        attach(exchange, start, start + dt.timedelta(days=1))
    except (PbxSilent, PbxRefused, KeyError, TypeError, ValueError) as error:
        log.warning("recordings_not_listed", provider=exchange.code, error=type(error).__name__)


@transaction.atomic
def settle(row: Comparison, history: History) -> None:
    """Writes the differences of a day down, and adds the calls of which we had not heard."""
    start = dt.datetime.combine(row.day, dt.time(), clock.zone_of(""))
    end = start + dt.timedelta(days=1)
    near = Call.objects.filter(provider=row.provider, started_at__gte=start - EDGE, started_at__lt=end + EDGE)
    named = Call.objects.filter(provider=row.provider, external_id__in=list(history))
    ours = {call.external_id: call for call in chain(near, named)}
    history = {number: clocks.by_ours(row.provider, told) for number, told in history.items()}
    if not OUTWARD.get(row.provider).names_calls:
        history = named_as_ours(history, ours.values())
    row.differences.all().delete()
    missing = {number: told for number, told in history.items() if number not in ours}
    added = [_add(row.provider, number, told) for number, told in missing.items()]
    found = [CallDifference(comparison=row, call_id=pk, kind=Kind.ADDED) for pk in added]
    inside = [call for call in ours.values() if start + EDGE <= call.started_at < end - EDGE]
    unknown = [call for call in inside if call.external_id not in history and call.direction != "internal"]
    found += [CallDifference(comparison=row, call=call, kind=Kind.UNKNOWN_THERE) for call in unknown]
    found += [one for number, call in ours.items() if number in history for one in _unlike(row, call, history[number])]
    CallDifference.objects.bulk_create(found)
    row.state, row.ticket, row.fault = State.DONE, "", ""
    row.ours, row.theirs, row.added, row.done_at = len(inside), len(history), len(added), clock.now()
    row.save()


def _add(provider: str, number: str, told: Sequence[Heard]) -> uuid.UUID:
    """The call as if its events had been heard when they happened."""
    over = max((one.at for one in told if one.at), default=None)
    return hear(provider, number, told, at=over).pk


def _unlike(row: Comparison, call: Call, told: Sequence[Heard]) -> list[CallDifference]:
    """In what one call differs."""
    end = next(one for one in told if one.kind == "end")
    if call.state != Call.State.ENDED:
        return []
    if bool(end.answered) != call.answered:
        words = {"ours": int(call.answered), "theirs": int(bool(end.answered))}
        return [CallDifference(comparison=row, call=call, kind=Kind.ANSWERED, **words)]
    theirs = end.talk_seconds or 0
    if call.answered and abs(theirs - call.talk_seconds) > SAME_TALK:
        words = {"ours": call.talk_seconds, "theirs": theirs}
        return [CallDifference(comparison=row, call=call, kind=Kind.TALK, **words)]
    return []


def latest(limit: int = 60) -> Mapping[Comparison, Sequence[CallDifference]]:
    """The latest comparisons with their differences; two queries."""
    rows = Comparison.objects.order_by("-day", "provider").prefetch_related("differences__call")[:limit]
    return {row: list(row.differences.all()) for row in rows}
