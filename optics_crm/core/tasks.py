"""Tasks that a doorbell starts: the one of the schedule, parked rows and files of the exchange."""

from celery import shared_task

from optics_crm.core import ticks
from optics_crm.core.sync.jobs import running
from optics_crm.core.sync.parking import sweeping
from optics_crm.core.sync.parking.replaying import WORKER


@shared_task(name="core.tick")
def tick(tick_id: int) -> None:
    """Runs a tick unless another worker has it. A failure is kept on the row and tried again by the sweep."""
    ticks.run(tick_id)


@shared_task(name=WORKER)
def let_parked_go() -> None:
    """Applies parked rows of the exchange whose references have come."""
    sweeping.sweep()


@shared_task(name="sync.load_files")
def load_files() -> None:
    """The same as the tick of each few seconds, for those who will not wait for it."""
    running.load_files()
