"""Orders to 1C: what it was not yet told, given to one session and confirmed by that session only."""

from uuid import UUID

from django.db import transaction

from optics_crm.core import clock
from optics_crm.core.sync.feed.kinds import FEED, Address, Reader, State
from optics_crm.core.sync.tables import ask, uuid_array
from orders.commerceml.writing import document_of
from orders.models import CommerceHandOut, CommerceSession

AT_ONCE = 500
# orders about which we have a word of our own: born here, or moved on here
UNTOLD = """SELECT o.id, o.revision, c.person_id FROM orders_order o LEFT JOIN customers_card c ON c.id = o.card_id
    WHERE o.deleted_at IS NULL
      AND EXISTS (SELECT FROM orders_orderentry e WHERE e.order_id = o.id AND e.client_id IS NULL)
      AND NOT EXISTS (SELECT FROM orders_commercehandout h WHERE h.client_id = %s AND h.order_id = o.id
                        AND h.confirmed_at IS NOT NULL AND h.revision >= o.revision)
    ORDER BY o.id LIMIT %s"""
NOTE = """INSERT INTO orders_commercehandout (client_id, session_id, order_id, revision)
    SELECT %s, %s, r.id, r.revision FROM unnest(%s::uuid[], %s::int[]) r(id, revision)
    ON CONFLICT (session_id, order_id) DO UPDATE SET revision = EXCLUDED.revision, confirmed_at = NULL"""
OLDER = """DELETE FROM orders_commercehandout h USING orders_commercehandout n
    WHERE n.session_id = %s AND n.confirmed_at = %s AND h.client_id = n.client_id AND h.order_id = n.order_id
      AND h.id <> n.id AND h.confirmed_at IS NOT NULL"""


@transaction.atomic
def hand_out(session: CommerceSession, charset: str, *, with_people: bool) -> bytes:
    """The next orders as one CommerceML text; the session is remembered to have them, as of this revision."""
    rows = ask(UNTOLD, [session.client_id, AT_ONCE])
    reader = Reader(session.client)
    orders = _orders([order for order, _revision, _person in rows], reader)
    people = _people({person for _order, _revision, person in rows if person}, reader) if with_people else {}
    ask(
        NOTE,
        [session.client_id, session.pk, uuid_array(row[0] for row in rows), [row[1] for row in rows]],
    )
    return document_of(orders, people, clock.now().astimezone(clock.zone_of(session.client.timezone)), charset)


@transaction.atomic
def confirm(session: CommerceSession) -> int:
    """The session has taken what it was given: exactly that is told now. Saying so twice changes nothing."""
    now = clock.now()
    count = CommerceHandOut.objects.filter(session=session, confirmed_at=None).update(confirmed_at=now)
    ask(OLDER, [session.pk, now])
    return count


def _orders(ids: list[UUID], reader: Reader) -> dict[UUID, State]:
    kind = FEED.get("order")
    addresses = [address for found in kind.find(ids, reader).values() for address in found]
    return kind.states(sorted(addresses, key=lambda one: ids.index(one.row)), reader) if addresses else {}


def _people(ids: set[UUID], reader: Reader) -> dict[UUID, State]:
    kind = FEED.get("customer")
    addresses: list[Address] = [address for found in kind.find(ids, reader).values() for address in found]
    return kind.states(addresses, reader) if addresses else {}
