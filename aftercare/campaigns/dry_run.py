"""A day as it would be: figures, cost, and a few of the people, masked."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from aftercare import suppression
from aftercare.campaigns.engine.ledger import imagine
from aftercare.campaigns.engine.plan import Plan, entry_of, running_campaigns
from aftercare.campaigns.engine.report import CampaignFigures, figures
from aftercare.campaigns.engine.wording import SIZED
from aftercare.campaigns.results import Silence
from aftercare.campaigns.run import planned_day
from aftercare.models import CampaignVersion
from optics_crm.core import clock

SAMPLE = 20
MORNING = dt.time(10)

ROWS = f"""
SELECT r.first_name, r.last_name, m.not_before, m.parts, m.cost, coalesce(array_length(m.occasions, 1), 0),
       m.is_guardian
  FROM ({SIZED}) m JOIN customers_person r ON r.id = m.recipient_id
 WHERE m.campaign_id = %(campaign)s ORDER BY m.not_before, m.occasion LIMIT {SAMPLE}
"""


@dataclass(frozen=True)
class Row:
    """One would-be message: a first name and an initial, never more."""

    who: str
    at: dt.datetime
    parts: int
    cost: Decimal
    more: int
    is_guardian: bool


@dataclass(frozen=True)
class DryRun:
    """What a run of that day would come to for one campaign, beside all the others of the day."""

    day: dt.date
    figures: CampaignFigures
    silent: list[Silence]
    sizes: list[tuple[int, int]]
    rows: list[Row]


@transaction.atomic
def dry_run(version: CampaignVersion, day: dt.date) -> DryRun:
    """Plans the day with this version in the place of the running one, and writes nothing."""
    others = [entry for entry in running_campaigns() if entry.campaign.pk != version.campaign_id]
    with planned_day(day, at=moment_of(day), entries=[*others, entry_of(version)], timeout="20s") as plan:
        found = next(one for one in figures(plan, imagine(plan)) if one.key == version.campaign.key)
        sizes = _sizes(plan, version)
        rows = [_row(*row) for row in plan.ask(ROWS, {"campaign": version.campaign_id})]
    reasons = sorted(found.suppressed.items(), key=lambda pair: -pair[1])
    silent = [Silence(reason, suppression.words(reason), count) for reason, count in reasons]
    return DryRun(day, found, silent, sizes, rows)


def moment_of(day: dt.date) -> dt.datetime:
    """When a day would be planned: now for today, else its morning."""
    if day == clock.today():
        return clock.now()
    return dt.datetime.combine(day, MORNING, clock.zone_of(None))


def _sizes(plan: Plan, version: CampaignVersion) -> list[tuple[int, int]]:
    """How many messages take how many parts."""
    rows: list[Any] = plan.ask(
        f"SELECT parts, count(*) FROM ({SIZED}) m WHERE campaign_id = %(campaign)s GROUP BY 1 ORDER BY 1",
        {"campaign": version.campaign_id},
    )
    return rows


def _row(first: str, last: str, *facts: Any) -> Row:
    """A first name and an initial; the rest of the columns are the row's own."""
    return Row(f"{first or '?'} {last[:1]}.".replace(" .", ""), *facts)
