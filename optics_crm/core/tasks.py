"""The one task of the schedule."""

from celery import shared_task

from optics_crm.core import ticks


@shared_task(name="core.tick")
def tick(tick_id: int) -> None:
    """Runs a tick unless another worker has it. A failure is kept on the row and tried again by the sweep."""
    ticks.run(tick_id)
