"""Orders for events that expire: renewed in good time, and told when they could not be."""

import datetime as dt

import structlog

from contactcenter.models import Subscription
from contactcenter.pbx.outward.base import OUTWARD
from contactcenter.pbx.outward.beeline import LIVES, BeelineCommands
from contactcenter.pbx.outward.http import PbxRefused, PbxSilent
from optics_crm.core import clock

log = structlog.get_logger("optics.subscriptions")
EARLY = dt.timedelta(minutes=25)  # two more tries fit before it expires


def renew() -> int:
    """Renews what expires soon; returns how many were renewed."""
    return sum(_renew(one) for one in OUTWARD if isinstance(one, BeelineCommands) and one.is_configured())


def _renew(exchange: BeelineCommands) -> bool:
    row, _made = Subscription.objects.get_or_create(pk=exchange.code)
    if row.expires_at is not None and row.expires_at - clock.now() > EARLY:
        return False
    try:
        row.number, row.fault = exchange.subscribe()[:100], ""
    except (PbxSilent, PbxRefused) as error:
        log.warning("subscription_not_renewed", provider=exchange.code, error=str(error))
        Subscription.objects.filter(pk=row.pk).update(fault=str(error)[:300])
        return False
    row.renewed_at, row.expires_at = clock.now(), clock.now() + LIVES
    row.save()
    return True
