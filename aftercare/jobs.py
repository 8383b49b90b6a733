"""Jobs of the beat table that this floor owns, and its long work."""

from django.utils.translation import gettext_lazy as _

from aftercare import lifecycle_history, rollup
from aftercare.campaigns import retention, schedule
from aftercare.outbox import pump
from aftercare.surveys import queue
from optics_crm.core.long_jobs import Progress, long_job
from optics_crm.core.ticks import job


@job("aftercare.pump")
def pump_messages() -> None:
    """Each second: whatever is due leaves, whatever hangs is settled."""
    pump.drain()


@job("aftercare.daily_run")
def daily_run() -> None:
    """Each minute: has the day's run been made? From six in the morning on it is."""
    schedule.run_due()


@long_job("aftercare.demo_history", _("Campaign history of the demo chain"))
def demo_history(work: Progress) -> str:
    """Once, after the demo chain is loaded: the campaigns' last weeks, day by day; goes on where a kill left it."""
    from aftercare.demo.history import relive  # only a demo chain needs it

    relive(work.report)
    return ""


@job("aftercare.rollup")
def catch_up() -> None:
    """Each minute: the roll-up of those whose facts have changed."""
    rollup.catch_up()


@job("aftercare.stages")
def count_stages() -> None:
    """Each quarter of an hour: today's counts, the running month's moves, one missing month of the past."""
    lifecycle_history.record_today()
    lifecycle_history.fill_gaps()


@job("aftercare.prune")
def prune() -> None:
    """Each hour: reasons of silence that are older than a year and a month are forgotten."""
    retention.forget_suppressions()


@job("aftercare.post_purchase")
def fill_calls() -> None:
    """Each half hour: calls after purchases whose day has come; a day that is filled stays as it is."""
    queue.fill()
