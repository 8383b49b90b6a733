"""`service_ticket` of the feed: a ticket as it stands here, its stage and promise included."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from contactcenter import events
from contactcenter.models import Ticket
from customers.client_cards import ClientCards
from customers.feed_moved import DECISIONS, MovableRows
from optics_crm.core.sync.feed.kinds import Address, Reader, State, feeds
from optics_crm.core.sync.tables import ask, uuid_array

MOMENTS = ("opened_at", "stage_at", "demanded_at", "refund_paid_at")
PLAIN = (
    "number",
    "kind",
    "stage",
    "salon",
    "workshop",
    "responsible",
    "purchase",
    "line_no",
    "item",
    "defect",
    "demand",
    "cause",
    "promised_on",
    "due_on",
    "price",
    "warranty",
    "resolution",
    "refund_amount",
)
ROWS = f"""SELECT t.id, t.deleted_at IS NOT NULL, c.id, c.person_id, {", ".join(f"t.{name}" for name in MOMENTS)},
        t.number, t.kind, t.stage, coalesce(s.guid, s.id), coalesce(w.guid, w.id), coalesce(o.guid, o.id),
        coalesce(t.purchase_guid, p.guid, p.id), t.line_no, nullif(t.item, ''), nullif(t.defect, ''),
        nullif(t.demand, ''), nullif(t.cause, ''), t.promised_on, t.due_on, t.price, t.is_warranty,
        nullif(t.resolution, ''), t.refund_amount
    FROM contactcenter_ticket t JOIN customers_card c ON c.id = t.card_id JOIN core_salon s ON s.id = t.salon_id
    LEFT JOIN core_salon w ON w.id = t.workshop_id LEFT JOIN core_employee o ON o.id = t.owner_id
    LEFT JOIN orders_purchase p ON p.id = t.purchase_id WHERE t.id = ANY(%s::uuid[])"""


@feeds
class TicketFeed(MovableRows):
    """A ticket under the GUID of its book."""

    code = "service_ticket"
    model = Ticket
    heard = {
        events.TICKET_OPENED: ("ticket",),
        events.TICKET_CHANGED: ("ticket",),
        events.TICKET_STAGE_CHANGED: ("ticket",),
        events.TICKET_PROMISED: ("ticket",),
        **DECISIONS,
    }

    def states(self, addresses: Sequence[Address], reader: Reader) -> dict[UUID, State]:
        rows = ask(ROWS, [uuid_array(address.row for address in addresses)])
        cards = ClientCards({row[3] for row in rows}, reader)
        guids = {address.row: address.guid for address in addresses}
        return {guids[row[0]]: _state(row, cards, reader) for row in rows}


def _state(row: tuple[Any, ...], cards: ClientCards, reader: Reader) -> State:
    _id, is_deleted, card, person, *rest = row
    if is_deleted:
        return State(None, is_deleted=True)
    moments, plain = rest[: len(MOMENTS)], rest[len(MOMENTS) :]
    return State(
        {
            **dict(zip(PLAIN, plain, strict=True)),
            **{name: reader.moment(value) for name, value in zip(MOMENTS, moments, strict=True)},
            "customer": cards.guid_of_card(card, person),
        }
    )
