"""Rows that a split may move to another customer: a book hears of it as of any change."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from customers import events
from optics_crm.core.sync.feed.kinds import Found, OwnRows, Reader
from optics_crm.core.sync.tables import ask, uuid_array

MOVED = """SELECT e.id, m.object_id FROM customers_identityevent e
    JOIN customers_movedfact m ON m.event_id = coalesce(e.undoes_id, e.id)
    WHERE e.id = ANY(%s::uuid[]) AND m.model = %s"""
DECISIONS: dict[str, Sequence[str]] = {events.CARD_SPLIT: ("event",), events.CARD_UNSPLIT: ("event",)}


class MovableRows(OwnRows):
    """An entry whose ids may also be those of decisions which moved its rows, or took that back (`DECISIONS`)."""

    def find(self, ids: Collection[UUID], reader: Reader) -> Found:
        found = super().find(ids, reader)
        left = set(ids) - found.keys()
        moved: dict[UUID, list[UUID]] = defaultdict(list)
        for event, row in ask(MOVED, [uuid_array(left), self.model._meta.label]) if left else ():
            moved[event].append(row)
        for event, rows in moved.items():
            found[event] = [address for addresses in super().find(rows, reader).values() for address in addresses]
        return found
