"""Jobs of the beat table that this floor owns."""

from aftercare.outbox import pump
from optics_crm.core.ticks import job


@job("aftercare.pump")
def pump_messages() -> None:
    """Each second: whatever is due leaves, whatever hangs is settled."""
    pump.drain()
