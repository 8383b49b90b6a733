"""`appointment` of the feed: who is expected, and what became of it. The exam that came of it is not told."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from customers import events
from customers.client_cards import ClientCards
from customers.feed_moved import DECISIONS, MovableRows
from customers.models import Appointment
from optics_crm.core.sync.feed.kinds import Address, Reader, State, feeds
from optics_crm.core.sync.tables import ask, uuid_array

ROWS = """SELECT a.id, a.deleted_at IS NOT NULL, c.id, c.person_id, coalesce(s.guid, s.id), coalesce(d.guid, d.id),
        a.service, a.starts_at, a.ends_at, a.status, a.source, nullif(a.cancel_reason, '')
    FROM customers_appointment a JOIN customers_card c ON c.id = a.card_id JOIN core_salon s ON s.id = a.salon_id
    LEFT JOIN core_employee d ON d.id = a.doctor_id WHERE a.id = ANY(%s::uuid[])"""


@feeds
class AppointmentFeed(MovableRows):
    """A booking under the GUID of its book."""

    code = "appointment"
    model = Appointment
    heard = {
        events.APPOINTMENT_BOOKED: ("appointment",),
        events.APPOINTMENT_CHANGED: ("appointment",),
        events.APPOINTMENT_MOVED: ("appointment",),
        **DECISIONS,
    }

    def states(self, addresses: Sequence[Address], reader: Reader) -> dict[UUID, State]:
        rows = ask(ROWS, [uuid_array(address.row for address in addresses)])
        cards = ClientCards({row[3] for row in rows}, reader)
        guids = {address.row: address.guid for address in addresses}
        return {guids[row[0]]: _state(row, cards, reader) for row in rows}


def _state(row: tuple[Any, ...], cards: ClientCards, reader: Reader) -> State:
    _id, is_deleted, card, person, salon, doctor, service, starts_at, ends_at, status, source, reason = row
    if is_deleted:
        return State(None, is_deleted=True)
    return State(
        {
            "customer": cards.guid_of_card(card, person),
            "salon": salon,
            "doctor": doctor,
            "service": service or None,
            "starts_at": reader.moment(starts_at),
            "ends_at": reader.moment(ends_at),
            "status": status,
            "source": source,
            "cancel_reason": reason,
        }
    )
