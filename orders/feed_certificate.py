"""`certificate` of the feed: codes that the tills must know."""

from collections.abc import Sequence
from uuid import UUID

from customers.client_cards import ClientCards
from optics_crm.core import clock
from optics_crm.core.sync.feed.kinds import Address, OwnRows, Reader, State, feeds
from optics_crm.core.sync.tables import ask, uuid_array
from orders import events
from orders.certificates import state_of
from orders.models import Certificate

ROWS = """SELECT k.id, k.code, k.value, k.percent, k.valid_until, k.status, c.id, c.person_id
    FROM orders_certificate k LEFT JOIN customers_card c ON c.id = k.card_id WHERE k.id = ANY(%s::uuid[])"""


@feeds
class CertificateFeed(OwnRows):
    """Certificates are born here: their GUID is their id. One that ran out is told by its day, without news."""

    code = "certificate"
    model = Certificate
    guid_column = "id"
    living = "status = 'issued'"
    heard = {events.CERTIFICATE_ISSUED: ("certificate",), events.CERTIFICATE_USED: ("certificate",)}

    def states(self, addresses: Sequence[Address], reader: Reader) -> dict[UUID, State]:
        rows = ask(ROWS, [uuid_array(address.row for address in addresses)])
        cards = ClientCards({row[-1] for row in rows if row[-1]}, reader)
        today = clock.today()
        return {
            row_id: State(
                {
                    "code": code,
                    "customer": cards.guid_of_card(card, person) if card else None,
                    "value": value,
                    "percent": percent,
                    "valid_until": valid_until,
                    "status": state_of(status, valid_until, today),
                }
            )
            for row_id, code, value, percent, valid_until, status, card, person in rows
        }
