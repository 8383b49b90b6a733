"""`order` of the feed: where an order stands, to every book that may know of it, under the GUID by which it does."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from customers import events as people
from customers.client_cards import ClientCards
from optics_crm.core.sync.feed.kinds import Address, FeedKind, Found, Reader, State, feeds
from optics_crm.core.sync.tables import ask, uuid_array
from orders import events
from orders.feed_lines import children, told_lines, told_payments
from orders.models import Order

# the reader's own entry first, else the GUID of the book that leads
ADDRESSES = """SELECT o.id, coalesce(e.guid, o.guid, o.id) FROM orders_order o
    LEFT JOIN orders_orderentry e ON e.order_id = o.id AND e.client_id = %s
    WHERE o.id = ANY(%s::uuid[])"""
MOVED = """SELECT e.id, m.object_id FROM customers_identityevent e
    JOIN customers_movedfact m ON m.event_id = coalesce(e.undoes_id, e.id)
    WHERE e.id = ANY(%s::uuid[]) AND m.model = %s"""
LIVING = "SELECT id FROM orders_order WHERE deleted_at IS NULL AND id > %s ORDER BY id LIMIT %s"
ROWS = """SELECT o.id, o.deleted_at IS NOT NULL, c.id, c.person_id, o.lines_from_id, o.payments_from_id,
        o.delivery, coalesce(d.guid, d.id), o.delivery_address, o.delivery_cost, o.delivery_on, o.track,
        o.ordered_at, o.status_at, o.paid_at,
        o.number, nullif(o.shop_number, ''), o.status, nullif(o.status_actor, ''), o.total,
        nullif(o.cancel_reason, ''), coalesce(s.guid, s.id), nullif(o.kind, ''), o.promised_on, nullif(o.channel, '')
    FROM orders_order o LEFT JOIN customers_card c ON c.id = o.card_id LEFT JOIN core_salon s ON s.id = o.salon_id
    LEFT JOIN core_salon d ON d.id = o.delivery_salon_id WHERE o.id = ANY(%s::uuid[])"""
LINES = """SELECT l.entry_id, l.line_no, coalesce(g.guid, g.id), l.name, nullif(l.category, ''), l.qty, l.price,
        l.discount, l.amount, l.warranty_until
    FROM orders_orderline l LEFT JOIN orders_product g ON g.id = l.product_id
    WHERE l.entry_id = ANY(%s::uuid[]) ORDER BY l.entry_id, l.line_no"""
PAYMENTS = """SELECT entry_id, kind, amount, paid_at, fiscal_sign, certificate_code FROM orders_orderpayment
    WHERE entry_id = ANY(%s::uuid[]) ORDER BY entry_id, id"""
PLAIN = (
    "number",
    "shop_number",
    "status",
    "status_actor",
    "total",
    "cancel_reason",
    "salon",
    "kind",
    "promised_on",
    "channel",
)
DELIVERY = ("kind", "salon", "address", "cost", "planned_on", "track")


@feeds
class OrderFeed(FeedKind):
    """Nothing medical goes out: neither the exam nor the prescription that a line is made by."""

    code = "order"
    heard = {
        events.ORDER_PLACED: ("order",),
        events.ORDER_STATUS_CHANGED: ("order",),
        events.ORDER_PROMISED: ("order",),
        events.ORDER_CHANGED: ("order",),
        people.CARD_SPLIT: ("event",),
        people.CARD_UNSPLIT: ("event",),
    }

    def find(self, ids: Collection[UUID], reader: Reader) -> Found:
        """An id may be that of a decision which moved orders to another customer, or took that back."""
        moved = ask(MOVED, [uuid_array(ids), Order._meta.label])
        orders = {*ids, *(order for _event, order in moved)}
        known = {row: Address(guid, row) for row, guid in ask(ADDRESSES, [reader.client.pk, uuid_array(orders)])}
        found: Found = {row: [address] for row, address in known.items() if row in ids}
        for event, order in moved:
            if order in known:
                found.setdefault(event, []).append(known[order])
        return found

    def states(self, addresses: Sequence[Address], reader: Reader) -> dict[UUID, State]:
        rows = ask(ROWS, [uuid_array(address.row for address in addresses)])
        lines = children(ask(LINES, [uuid_array(row[4] for row in rows if row[4])]))
        payments = children(ask(PAYMENTS, [uuid_array(row[5] for row in rows if row[5])]))
        cards = ClientCards({row[3] for row in rows if row[3]}, reader)
        found = {row[0]: _state(row, cards, lines, payments, reader) for row in rows}
        return {address.guid: found[address.row] for address in addresses if address.row in found}

    def after(self, last: UUID | None, limit: int) -> list[UUID]:
        return [order for (order,) in ask(LIVING, [last or UUID(int=0), limit])]


def _state(row: tuple[Any, ...], cards: ClientCards, lines: Any, payments: Any, reader: Reader) -> State:
    _id, is_deleted, card, person, lines_from, payments_from, *rest = row
    if is_deleted:
        return State(None, is_deleted=True)
    delivery, (created_at, status_at, paid_at), plain = rest[:6], rest[6:9], rest[9:]
    return State(
        {
            **dict(zip(PLAIN, plain, strict=True)),
            "created_at": reader.moment(created_at),
            "status_at": reader.moment(status_at),
            "paid_at": reader.moment(paid_at),
            "customer": cards.guid_of_card(card, person) if card else None,
            "delivery": dict(zip(DELIVERY, delivery, strict=True)) if delivery[0] else None,
            "lines": told_lines(lines[lines_from]) if lines_from else [],
            "payments": told_payments(payments[payments_from], reader) if payments_from else [],
        }
    )
