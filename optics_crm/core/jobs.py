"""Jobs of the floor: signs of life, lost doorbells, reactions, old rows."""

from optics_crm.celery import BEAT
from optics_crm.core import heartbeats, long_jobs, news, restored, ticks
from optics_crm.core.doorbell import ring_tick
from optics_crm.core.live import outbox
from optics_crm.core.sync import alarms, flows, keeping
from optics_crm.core.sync.jobs import actions, running
from optics_crm.core.sync.parking import sweeping
from optics_crm.core.ticks import job

FREQUENT_SECONDS = 60  # the pump alone ticks 86,400 times a day


@job("core.pulse")
def pulse() -> None:
    """Beat, Redis, worker and database work together: this ran."""
    heartbeats.beat("worker")


@job("core.sweep")
def sweep() -> None:
    for tick_id, key in ticks.overdue():
        ring_tick(tick_id, key)
    long_jobs.sweep()


@job("core.news")
def hear_news() -> None:
    restored.adopt_news()
    news.deliver_all()
    news.retry_failures()


@job("core.parked")
def let_parked_go() -> None:
    """Rows of the exchange whose references have come by another way than a batch, or whose doorbell was lost."""
    sweeping.sweep()


@job("core.prune")
def prune() -> None:
    heartbeats.forget_old()
    ticks.forget_old(frequent=[line.job for line in BEAT if line.every_seconds < FREQUENT_SECONDS])
    news.prune()
    outbox.forget_old()
    keeping.forget_old()
    flows.forget_old()
    sweeping.forget_overtaken()
    actions.forget_old()


@job("core.load_files")
def load_files() -> None:
    running.load_files()


@job("core.exchange_alarms")
def look_at_the_exchange() -> None:
    alarms.look_round()
