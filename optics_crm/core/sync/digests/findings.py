"""What clients found when they compared their books with ours, kept for the people who look after the exchange."""

from typing import Any

from optics_crm.core import clock
from optics_crm.core.models import SyncFinding
from optics_crm.core.sync.digests.buckets import Cut

KEPT = 200


def note(cut: Cut, bucket: str, found: dict[str, list[Any]]) -> SyncFinding:
    """Keeps the result of a comparison, the latest one of each bucket."""
    row, _made = SyncFinding.objects.update_or_create(
        client=cut.client,
        kind=cut.kind.code,
        bucket=bucket[:20],
        defaults={
            "counts": {side: len(guids) for side, guids in found.items()},
            "guids": {side: [str(guid) for guid in guids[:KEPT]] for side, guids in found.items() if guids},
            "at": clock.now(),
        },
    )
    return row
