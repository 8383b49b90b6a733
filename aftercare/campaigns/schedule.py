"""Which days are due for the daily run. A missed day is not caught up with: windows are wide, greetings never late."""

import datetime as dt

from aftercare.campaigns.run import RunReport, run_day
from aftercare.models import Campaign, CampaignRun
from optics_crm.core import clock
from optics_crm.core.models import Installation

DUE_FROM = dt.time(6)  # of the chain's own zone; in the Far East it is the afternoon of the same day


def due_days() -> list[dt.date]:
    """Today, from six in the morning on, while an active campaign has no finished run of today."""
    start = Installation.objects.filter(id=1).values_list("campaigns_start_at", flat=True).first()
    if start is not None and clock.now() < start:
        return []
    today = clock.today()
    if clock.now().astimezone(clock.zone_of(None)).time() < DUE_FROM:
        return []
    active = set(Campaign.objects.filter(status="active", versions__status="approved").values_list("pk", flat=True))
    done = CampaignRun.objects.filter(day=today, finished_at__isnull=False).values_list("campaign", flat=True)
    return [today] if active - set(done) else []


def run_due() -> list[RunReport]:
    """Runs what is due; nothing happens when nothing is."""
    return [run_day(day) for day in due_days()]
