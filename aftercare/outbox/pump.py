"""The pump: one short task drains what is due. Any number may run at once, SKIP LOCKED keeps them apart."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from aftercare.channels.base import CHANNELS, PROVIDERS, Provider, provider_of
from aftercare.outbox import pauses
from aftercare.outbox.claim import SIZE, Claim, claim, owner_name
from aftercare.outbox.send import MARGIN_SECONDS, hand_over
from aftercare.outbox.sweep import sweep

SECONDS = 5.0
Route = Callable[[str], Provider]


def drain(seconds: float = SECONDS, route: Route = provider_of, size: int = SIZE) -> int:
    """Sends until nothing is due or the time is over; returns how many messages a provider took.

    Short, so that other work of the worker gets its turn; the next tick goes on.
    """
    ends_at = time.monotonic() + seconds
    owner = owner_name()
    taken = 0
    try:
        sweep(owner)
        for claimed in _claims(owner, route, size, ends_at):
            taken += hand_over(claimed)
    finally:
        for provider in PROVIDERS:
            provider.close()
    return taken


def _claims(owner: str, route: Route, size: int, ends_at: float) -> Iterator[Claim]:
    """One claim after the other; while a full one is handed over, the next is made on a connection of its own.

    Within somebody's transaction (as in a test) nothing is made ahead: another connection would not see what is due.
    """
    ahead = None if connection.in_atomic_block else ThreadPoolExecutor(1, "claim")
    try:
        claimed = _claim(owner, route, size)
        while claimed:
            more: Future[Claim] | None = None
            if ahead and claimed.seen == size and time.monotonic() < ends_at:
                more = ahead.submit(_claim, owner, route, size)
            yield claimed
            if more:
                claimed = more.result()
            elif time.monotonic() < ends_at:
                claimed = _claim(owner, route, size)
            else:
                break
    finally:
        if ahead:
            ahead.submit(connection.close)
            ahead.shutdown()


def _claim(owner: str, route: Route, size: int) -> Claim:
    return claim(owner, open_routes(route), size)


def open_routes(route: Route) -> dict[str, str]:
    """Channels whose provider may be called now, with that provider."""
    held = pauses.held()
    providers = {channel: route(channel) for channel in CHANNELS.keys()}  # noqa: SIM118  # a registry, no dict
    for provider in providers.values():
        if provider.call_seconds + MARGIN_SECONDS >= settings.OUTBOX_LEASE_SECONDS:
            raise ImproperlyConfigured(f"OUTBOX_LEASE_SECONDS must outlive a call of {provider.key}.")
    return {channel: provider.key for channel, provider in providers.items() if provider.key not in held}
