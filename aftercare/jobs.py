"""Jobs of the beat table that this floor owns."""

from aftercare.campaigns import schedule
from aftercare.outbox import pump
from optics_crm.core.ticks import job


@job("aftercare.pump")
def pump_messages() -> None:
    """Each second: whatever is due leaves, whatever hangs is settled."""
    pump.drain()


@job("aftercare.daily_run")
def daily_run() -> None:
    """Each minute: has the day's run been made? From six in the morning on it is."""
    schedule.run_due()
