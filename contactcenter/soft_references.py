"""Purchases that tickets name: tied when the second of the two arrives."""

import uuid
from collections.abc import Collection

from contactcenter import services
from optics_crm.core.sync.tables import ask, uuid_array

# the book's own purchase before another source's
TIE = """
WITH found AS (
    SELECT DISTINCT ON (t.id) t.id, p.id AS purchase_id FROM contactcenter_ticket t
      JOIN orders_purchase p ON p.guid = t.purchase_guid
     WHERE t.purchase_id IS NULL AND t.purchase_guid IS NOT NULL AND {which} = ANY(%s::uuid[])
     ORDER BY t.id, (p.client_id = t.client_id) IS TRUE DESC, p.id
)
UPDATE contactcenter_ticket t SET purchase_id = f.purchase_id FROM found f WHERE t.id = f.id RETURNING t.id
"""
# a look at one small index: purchases come by the million, waiting tickets hardly ever
ANYBODY = """SELECT EXISTS (SELECT FROM contactcenter_ticket
    WHERE purchase_id IS NULL AND purchase_guid IS NOT NULL)"""


def of_tickets(tickets: Collection[uuid.UUID]) -> None:
    """Ties these tickets to the purchases that are here already."""
    if tickets:
        ask(TIE.format(which="t.id"), [uuid_array(tickets)])


def of_purchases(cards: Collection[uuid.UUID]) -> None:
    """Ties waiting tickets to the purchases of these cards; a free service uses its right now."""
    _tie_waiting("p.card_id", cards)


def at_purchases(guids: Collection[uuid.UUID]) -> None:
    """Ties waiting tickets that name one of these purchases, written at the same moment (`core.sync.meetings`)."""
    _tie_waiting("t.purchase_guid", guids)


def _tie_waiting(which: str, ids: Collection[uuid.UUID]) -> None:
    if ask(ANYBODY)[0][0]:
        services.settle([row for (row,) in ask(TIE.format(which=which), [uuid_array(ids)])])
