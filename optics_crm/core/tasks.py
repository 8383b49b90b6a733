"""The task of the schedule, and the one that lets parked rows of the exchange go."""

from celery import shared_task

from optics_crm.core import ticks
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
