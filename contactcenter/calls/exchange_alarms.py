"""What is wrong with the exchanges now: one that fell silent in working hours, an order for events that ran out.

A silence is judged by the exchange's own habit: six times its usual pause, and never less than ten minutes. Of calls
that come by chance one pause in four hundred is so long.
"""

import datetime as dt
from collections.abc import Iterator

import structlog
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from contactcenter.calls import opening
from contactcenter.models import Call, ExchangeAlarm, HookBody, Subscription
from optics_crm.core import clock, formats

log = structlog.get_logger("optics.exchanges")
Watch = ExchangeAlarm.Watch
LEAST, PAUSES = dt.timedelta(minutes=10), 6
HABIT = dt.timedelta(days=14)
FEW_CALLS = 20  # say nothing of a habit


def look_round() -> int:
    """Raises and lowers the alarms; returns how many stand."""
    wrong = {(provider, watch): since for provider, watch, since in (*_silent(), *_expired())}
    for row in ExchangeAlarm.objects.all():
        if (row.provider, row.watch) not in wrong:
            row.delete()
            log.info("exchange_alarm_over", provider=row.provider, watch=row.watch)
    for (provider, watch), since in wrong.items():
        _row, fresh = ExchangeAlarm.objects.get_or_create(provider=provider, watch=watch, defaults={"since": since})
        if fresh:
            log.warning("exchange_alarm", provider=provider, watch=watch)
    return len(wrong)


def _silent() -> Iterator[tuple[str, str, dt.datetime]]:
    """Exchanges that are silent for too long while the contact centre is open."""
    now, hours = clock.now(), opening.calendar()
    if not hours.minutes_between(now - dt.timedelta(minutes=1), now):
        return
    calls = Call.objects.filter(started_at__gt=now - HABIT, started_at__lte=now).order_by()
    counts = dict(calls.values_list("provider").annotate(Count("pk")))
    open_minutes = hours.minutes_between(now - HABIT, now)
    for provider, last in HookBody.objects.order_by().values_list("provider").annotate(Max("received_at")):
        if counts.get(provider, 0) < FEW_CALLS:
            continue
        term = max(LEAST, dt.timedelta(minutes=PAUSES * open_minutes / counts[provider]))
        if hours.minutes_between(last, now) > term.total_seconds() / 60:
            yield provider, Watch.SILENCE, last


def _expired() -> Iterator[tuple[str, str, dt.datetime]]:
    for row in Subscription.objects.exclude(expires_at=None).filter(expires_at__lte=clock.now()):
        if row.expires_at:
            yield row.provider, Watch.SUBSCRIPTION, row.expires_at


def in_words(row: ExchangeAlarm) -> str:
    """The alarm as people read it."""
    told = {"provider": row.provider, "since": formats.moment(row.since)}
    if row.watch == Watch.SILENCE:
        return _("%(provider)s: nothing has been heard since %(since)s, although the contact centre is open.") % told
    return _("%(provider)s: the order for events ran out %(since)s and could not be renewed.") % told


def standing() -> list[str]:
    """All alarms in words; one query."""
    return [in_words(row) for row in ExchangeAlarm.objects.order_by("since")]
