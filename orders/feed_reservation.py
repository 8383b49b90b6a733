"""`reservation` of the feed: what is to be put aside, and moved, for whom and until when."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from customers.client_cards import ClientCards
from optics_crm.core.sync.feed.kinds import Address, OwnRows, Reader, State, feeds
from optics_crm.core.sync.tables import ask, uuid_array
from orders import events
from orders.models import Reservation

ROWS = """SELECT r.id, r.deleted_at IS NOT NULL, coalesce(p.guid, p.id), coalesce(f.guid, f.id), coalesce(t.guid, t.id),
        c.id, c.person_id, r.qty, r.until, r.status, nullif(r.reason, '')
    FROM orders_reservation r JOIN orders_product p ON p.id = r.product_id JOIN core_salon f ON f.id = r.from_salon_id
    LEFT JOIN core_salon t ON t.id = r.to_salon_id JOIN customers_card c ON c.id = r.card_id
    WHERE r.id = ANY(%s::uuid[])"""


@feeds
class ReservationFeed(OwnRows):
    """One that was asked for here goes out under its own id; 1C's answer comes back under it."""

    code = "reservation"
    model = Reservation
    heard = {events.RESERVATION_REQUESTED: ("reservation",), events.RESERVATION_CHANGED: ("reservation",)}

    def states(self, addresses: Sequence[Address], reader: Reader) -> dict[UUID, State]:
        rows = ask(ROWS, [uuid_array(address.row for address in addresses)])
        cards = ClientCards({row[6] for row in rows}, reader)
        guids = {address.row: address.guid for address in addresses}
        return {guids[row[0]]: _state(row, cards, reader) for row in rows}


def _state(row: tuple[Any, ...], cards: ClientCards, reader: Reader) -> State:
    _id, is_deleted, product, here, there, card, person, qty, until, status, reason = row
    if is_deleted:
        return State(None, is_deleted=True)
    return State(
        {
            "product": product,
            "from_salon": here,
            "to_salon": there,
            "customer": cards.guid_of_card(card, person),
            "qty": qty,
            "until": reader.moment(until),
            "status": status,
            "reason": reason,
        }
    )
