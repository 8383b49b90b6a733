"""The exchange's pulse: what each batch brought of each kind, one row a kind, so that nobody waits for a counter."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from optics_crm.core import clock
from optics_crm.core.models import SyncClient, SyncFlow
from optics_crm.core.sync import copying
from optics_crm.core.sync.items import STATUSES, Item

KEEP = dt.timedelta(days=30)  # as the answers of batches
COLUMNS = ("client_id", "kind", "at", *STATUSES)


def note(items: Sequence[Item], client: SyncClient) -> None:
    """Counts the rows of a batch by kind and status; rows of no known kind are nobody's."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        if item.kind:
            counts[item.kind][item.status] += 1
    now = clock.now()
    rows = [(client.pk, kind, now, *(found[status] for status in STATUSES)) for kind, found in counts.items()]
    copying.copy("core_syncflow", COLUMNS, rows)


def forget_old() -> int:
    """Removes counts older than 30 days."""
    return SyncFlow.objects.filter(at__lt=clock.now() - KEEP).delete()[0]
