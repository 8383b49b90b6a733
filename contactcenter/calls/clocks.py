"""Providers' clocks: an hour off, or the recorded day of another year, must not move a call in our log.

The offset of a call is what its quickest event took to reach us. A small one is a clock that is right; a large one is
measured against what the provider's latest calls have taught, so that an event delivered late stays where it belongs.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from contactcenter.models import ProviderClock
from contactcenter.pbx.base import Heard

RIGHT = dt.timedelta(seconds=60)
RECORDED = dt.timedelta(days=1)
KEPT = 25
Pair = tuple[dt.datetime | None, dt.datetime]


def placed(provider: str, pairs: Sequence[Pair]) -> list[dt.datetime]:
    """For each (said, received) the moment at which it counts by our clock."""
    told = [received - said for said, received in pairs if said is not None]
    shift = _shift(provider, min(told)) if told else dt.timedelta(0)
    return [received if said is None else said + shift for said, received in pairs]


def _shift(provider: str, own: dt.timedelta) -> dt.timedelta:
    if abs(own) <= RIGHT:
        return dt.timedelta(0)
    learnt = _learnt(provider)
    if learnt is None or abs(own - learnt) > RECORDED:
        return own
    return dt.timedelta(0) if abs(learnt) <= RIGHT else learnt


def _learnt(provider: str) -> dt.timedelta | None:
    row = ProviderClock.objects.filter(pk=provider).first()
    return dt.timedelta(seconds=median(row.offsets)) if row and row.offsets else None


def by_ours(provider: str, told: Sequence[Heard]) -> Sequence[Heard]:
    """What a provider's list says of a call, by our clock: the list is written by the clock of its events."""
    shift = _learnt(provider)
    if shift is None or not RIGHT < abs(shift) <= RECORDED:
        return told
    return [replace(one, at=one.at + shift) if one.at else one for one in told]


def learn(provider: str, pairs: Sequence[Pair]) -> None:
    """Remembers what a call that has just ended says of its provider's clock."""
    told = [(received - said).total_seconds() for said, received in pairs if said is not None]
    if told:
        row, _made = ProviderClock.objects.select_for_update().get_or_create(pk=provider)
        row.offsets = [*row.offsets, round(min(told))][-KEPT:]
        row.save()
