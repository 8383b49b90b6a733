"""Free services: a `maintenance` ticket uses the right of the pair that it names."""

import uuid
from collections.abc import Collection
from typing import Any

from contactcenter.models import Ticket
from contactcenter.models.tickets import TicketKind, TicketStage
from orders.entitlements import record_uses, withdraw_uses

NOTE_LENGTH = 300


def settle(ids: Collection[uuid.UUID], *, origin: str | None = None, actor: Any = None) -> None:
    """Uses the rights that these tickets name, and gives back those of tickets that are none any more.

    `origin` is whom the news come from; None says nothing. Two statements, whatever the number of tickets.
    """
    uses, over = [], []
    for row in Ticket.objects.filter(pk__in=ids):
        serves = row.kind == TicketKind.MAINTENANCE and row.stage != TicketStage.REFUSED and row.deleted_at is None
        source = row.guid or row.pk
        if serves and row.purchase_id:
            uses.append(
                {
                    "purchase_id": row.purchase_id,
                    "used_on": row.opened_on,
                    "salon_id": row.salon_id,
                    "actor_id": row.owner_id,
                    "source_guid": source,
                    "note": (row.defect or row.item)[:NOTE_LENGTH],
                }
            )
        else:
            over.append(source)
    withdraw_uses(over)
    record_uses(uses, origin=origin, actor=actor)
