"""`pop`: from the request of an exchange to the event at every one of fifty open screens, twenty calls a second.

Each call rings all screens, is taken and ends: three requests, sixty a second. `seconds` is what all calls waited
together, on the average of their screens; the percentiles are of single screens.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import redis.asyncio
from django.conf import settings
from django.db import connections

from contactcenter.bench.clients import numbers
from contactcenter.bench.operators import operators
from contactcenter.bench.screens import Exchange, Seen, cancel, listen, poll, until_opened, until_seen
from contactcenter.models import Call, HookBody
from optics_crm.core.bench import BenchData, Figure, bench, percentile
from optics_crm.core.hook_secrets import secret_of
from optics_crm.core.models import LiveEvent, News
from orders.bench.web import web_server

CALLS, SCREENS, PER_SECOND = 600, 50, 20
LEAST = 200  # calls, however few the people: ten seconds show whether the process keeps up
FEW = 40  # calls of the baseline: asking loads the server more than the calls do
CHANNEL = "bench:pop"
Screen = Callable[[int, str, Seen], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Waited:
    """What calls waited: the seconds of each screen of each call, and how long the requests took to be answered."""

    screens: list[float]
    answers: list[float]

    @property
    def mean(self) -> float:
        return sum(self.screens) / len(self.screens)

    def percentile(self, share: float) -> float:
        return percentile(self.screens, share)


@bench("pop")
def pop(data: BenchData) -> list[Figure]:
    phones = numbers(CALLS)
    calls = max(LEAST, data.scaled(CALLS))
    with operators(SCREENS) as cookies, web_server() as port:
        try:
            asyncio.run(_run(port, cookies, phones[:20], listen))  # warm
            ours = asyncio.run(_run(port, cookies, phones[:calls], listen))
            naive = asyncio.run(_run(port, cookies, phones[:FEW], poll))
        finally:
            _forget()
    limit = asyncio.run(_bare_publish(200))
    return [
        Figure(
            "pop",
            n=calls,
            seconds=ours.mean * calls,
            baseline="polling each 250 ms",
            baseline_seconds=naive.mean * FEW,
            baseline_n=FEW,
            limit="bare Redis publish",
            limit_seconds=limit * calls,
            extra={
                "screens": SCREENS,
                "calls_per_second": PER_SECOND,
                "p50": round(ours.percentile(0.5), 4),
                "p99": round(ours.percentile(0.99), 4),
                "webhook_p99": round(percentile(ours.answers, 0.99), 4),
                "baseline_p50": round(naive.percentile(0.5), 4),
                "baseline_p99": round(naive.percentile(0.99), 4),
            },
        )
    ]


async def _run(port: int, cookies: list[str], phones: list[str], screen: Screen) -> Waited:
    """Plays the calls of these numbers before open screens; fails where a screen has not heard of one."""
    seen = Seen()
    screens = [asyncio.create_task(screen(port, cookie, seen)) for cookie in cookies]
    await until_opened(seen, len(cookies))
    mark = f"bench-{time.time_ns()}"
    exchange = Exchange(port, f"/hooks/telephony/cti/{secret_of('cti')}/")
    await exchange.play({f"{mark}-{place}": phone for place, phone in enumerate(phones)}, PER_SECOND)
    await until_seen(seen, len(phones) * len(cookies))
    await cancel(screens)
    ids = await asyncio.to_thread(_ids, mark)
    missing = [call for call in exchange.rang_at if len(seen.rings[ids[call]]) != len(cookies)]
    if missing:
        raise RuntimeError(f"{len(missing)} of {len(phones)} calls did not come to every screen once")
    waited = [at - began for call, began in exchange.rang_at.items() for at in seen.rings[ids[call]]]
    return Waited(waited, exchange.answers)


async def _bare_publish(times: int) -> float:
    """Seconds from a publish to its receipt by as many subscribers, nothing stored: the mean."""
    client = redis.asyncio.Redis.from_url(settings.REDIS_URL)
    waited: list[float] = []

    async def subscriber() -> None:
        async with client.pubsub(ignore_subscribe_messages=True) as words:
            await words.subscribe(CHANNEL)
            while True:
                if message := await words.get_message(timeout=5):
                    waited.append(time.perf_counter() - float(message["data"]))

    tasks = [asyncio.create_task(subscriber()) for _ in range(SCREENS)]
    await asyncio.sleep(1)
    for _ in range(times):
        await client.publish(CHANNEL, str(time.perf_counter()))
        await asyncio.sleep(1 / PER_SECOND)
    await cancel(tasks)
    await client.aclose()
    return sum(waited) / len(waited)


def _ids(mark: str) -> dict[str, str]:
    try:
        rows = Call.objects.filter(external_id__startswith=mark).values_list("external_id", "pk")
        return {external: str(pk) for external, pk in rows}
    finally:
        connections.close_all()


def _forget() -> None:
    """Takes away what the calls have written; what the journal was told stays, nobody can take that away."""
    calls = Call.objects.filter(external_id__startswith="bench-")
    HookBody.objects.filter(events__call__in=calls).delete()
    calls.delete()
    LiveEvent.objects.all().delete()
    News.objects.filter(origin="pbx:cti").delete()
