"""Moments to days: the day of a fact is the day of the salon where it happened."""

import datetime as dt
from uuid import UUID

from optics_crm.core import clock
from optics_crm.core.sync.kinds import Batch
from optics_crm.core.sync.tables import ask

ZONES = "zone of salon"


def day_in_salon(moment: dt.datetime, salon: UUID, batch: Batch) -> dt.date:
    """The calendar day of the moment in the salon's zone; a batch asks for its first salon, then for all at once."""
    zones = batch.found.setdefault(ZONES, {})
    if salon not in zones:
        rows = ask("SELECT id, timezone FROM core_salon WHERE %s OR id = %s", [bool(zones), salon])
        zones.update({row_id: clock.zone_of(name) for row_id, name in rows})
    return moment.astimezone(zones[salon]).date()
