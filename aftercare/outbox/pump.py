"""The pump: one short task drains what is due. Any number may run at once, SKIP LOCKED keeps them apart."""

import time
from collections.abc import Callable

from aftercare.channels.base import CHANNELS, PROVIDERS, Provider, provider_of
from aftercare.outbox import pauses
from aftercare.outbox.claim import SIZE, claim, owner_name
from aftercare.outbox.send import hand_over
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
        while time.monotonic() < ends_at:
            claimed = claim(owner, open_routes(route), size)
            if not claimed:
                break
            taken += hand_over(claimed)
    finally:
        for provider in PROVIDERS:
            provider.close()
    return taken


def open_routes(route: Route) -> dict[str, str]:
    """Channels whose provider may be called now, with that provider."""
    held = pauses.held()
    routes = {channel: route(channel).key for channel in CHANNELS.keys()}  # noqa: SIM118  # a registry, no dict
    return {channel: provider for channel, provider in routes.items() if provider not in held}
