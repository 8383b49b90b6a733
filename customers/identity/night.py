"""The scan of the night: what changed since the last one, against everybody."""

import datetime as dt

from customers.identity.scan import Counts, Report, scan_changed
from customers.models import Card
from optics_crm.core import clock
from optics_crm.core.models import Job
from optics_crm.core.progress import OPEN

KIND = "customers.identity_night"
EARLIEST_HOUR, LATEST_HOUR = 2, 6


def is_due() -> bool:
    """Once a night, where anybody is known at all."""
    now = clock.now().astimezone(clock.zone_of(None))
    if not EARLIEST_HOUR <= now.hour < LATEST_HOUR:
        return False
    last = _last()
    tonight = last is not None and last.created_at.astimezone(clock.zone_of(None)).date() == now.date()
    running = Job.objects.filter(kind=KIND, state__in=OPEN).exists()
    return not tonight and not running and Card.objects.exists()


def scan_night(report: Report) -> Counts:
    """Cards written since the scan before began, or in the last day; what the strict rules allow is merged."""
    last = _last()
    since = last.created_at if last else clock.now() - dt.timedelta(days=1)
    return scan_changed(since, report, merge=True)


def _last() -> Job | None:
    return Job.objects.filter(kind=KIND, state=Job.State.DONE).order_by("-created_at").first()
