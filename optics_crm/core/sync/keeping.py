"""How long stored answers are kept."""

import datetime as dt

from optics_crm.core import clock
from optics_crm.core.models import SyncBatch

KEEP = dt.timedelta(days=30)


def forget_old() -> int:
    """Removes the answers of batches older than 30 days; a repetition after that is applied anew, by its versions."""
    return SyncBatch.objects.filter(at__lt=clock.now() - KEEP).delete()[0]
