"""The campaigns' past: the engine itself, run day by day over the last weeks, and the people who answered."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from aftercare import lifecycle_history
from aftercare.campaigns.run import run_day
from aftercare.demo.answers import answers_of
from aftercare.demo.outcomes import settle
from aftercare.demo.visits import Visits, analyze
from aftercare.models import CampaignRun
from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.demo import World
from optics_crm.core.demo.revisit import world_of_installation
from optics_crm.core.models import Installation
from orders.demo.catalogue import articles

LONG, SHORT = 90, 7  # days of history of a small chain, and of one above so many people
SMALL = 50_000
MORNING = dt.time(6, 5)

Report = Callable[[int, int], None]


def relive(report: Report) -> None:
    """Lives through the days that are missing, oldest first; each day is one transaction, so a kill costs at most one.

    When all are there the daily run may begin by itself.
    """
    world = world_of_installation()
    world.kept["products"] = articles()
    days = _days(world)
    lifecycle_history.record_today()
    lifecycle_history.fill_gaps(lifecycle_history.MONTHS_KEPT)
    for done, day in enumerate(days):
        report(done, len(days))
        if not CampaignRun.objects.filter(day=day, finished_at__isnull=False).exists():
            live_day(world, day)
    Installation.objects.filter(id=1).update(campaigns_start_at=None)
    lifecycle_history.record_today()
    analyze()
    report(len(days), len(days))


@transaction.atomic
def live_day(world: World, day: dt.date) -> None:
    """Plans the day as it would have been planned that morning, sends on paper, and lets people come."""
    run_day(day, at=dt.datetime.combine(day, MORNING, clock.zone_of(None)))
    settle(day)
    Visits(world, day).write(answers_of(day))


def _days(world: World) -> list[dt.date]:
    length = LONG if Person.objects.count() <= SMALL else SHORT
    return [world.as_of - dt.timedelta(days=back) for back in range(length, 0, -1)]
