"""`purchase` of the feed: a book hears of what other books have sold (the shop of the salons' sales)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from customers.client_cards import ClientCards
from customers.feed_moved import DECISIONS, MovableRows
from optics_crm.core.sync.feed.kinds import Address, Reader, State, feeds
from optics_crm.core.sync.tables import ask, uuid_array
from orders import events
from orders.feed_lines import children, told_lines, told_payments
from orders.models import Purchase

ROWS = """SELECT p.id, p.number, p.sold_at, p.handed_over_at, coalesce(s.guid, s.id), c.id, c.person_id,
        coalesce(w.guid, w.id), coalesce(d.guid, d.id), p.kind, p.return_of_guid, p.total, p.discount, p.bonus_spent,
        p.order_guid, p.is_posted, p.channel, p.deleted_at IS NOT NULL
    FROM orders_purchase p JOIN core_salon s ON s.id = p.salon_id LEFT JOIN customers_card c ON c.id = p.card_id
    LEFT JOIN core_employee w ON w.id = p.seller_id LEFT JOIN core_employee d ON d.id = p.doctor_id
    WHERE p.id = ANY(%s::uuid[])"""
LINES = """SELECT l.purchase_id, l.line_no, coalesce(g.guid, g.id), l.name, nullif(l.category, ''), l.qty, l.price,
        l.discount, l.amount, l.warranty_until
    FROM orders_purchaseline l LEFT JOIN orders_product g ON g.id = l.product_id
    WHERE l.purchase_id = ANY(%s::uuid[]) ORDER BY l.purchase_id, l.line_no"""
PAYMENTS = """SELECT purchase_id, kind, amount, paid_at, fiscal_sign, certificate_code FROM orders_payment
    WHERE purchase_id = ANY(%s::uuid[]) ORDER BY purchase_id, id"""


@feeds
class PurchaseFeed(MovableRows):
    """Nothing medical goes out: neither the exam nor the prescription that a line was made by."""

    code = "purchase"
    model = Purchase
    heard = {
        events.PURCHASE_RECORDED: ("purchase",),
        events.PURCHASE_CHANGED: ("purchase",),
        events.PURCHASE_DELETED: ("purchase",),
        **DECISIONS,
    }

    def states(self, addresses: Sequence[Address], reader: Reader) -> dict[UUID, State]:
        ids = [uuid_array(address.row for address in addresses)]
        rows, lines, payments = ask(ROWS, ids), children(ask(LINES, ids)), children(ask(PAYMENTS, ids))
        cards = ClientCards({row[6] for row in rows if row[6]}, reader)
        guids = {address.row: address.guid for address in addresses}
        return {guids[row[0]]: _state(row, cards, lines, payments, reader) for row in rows}


def _state(row: tuple[Any, ...], cards: ClientCards, lines: Any, payments: Any, reader: Reader) -> State:
    row_id, number, sold_at, handed_over_at, salon, card, person, *rest, is_deleted = row
    if is_deleted:
        return State(None, is_deleted=True)
    seller, doctor, kind, return_of, total, discount, bonus_spent, order, is_posted, channel = rest
    return State(
        {
            "number": number,
            "sold_at": reader.moment(sold_at),
            "handed_over_at": reader.moment(handed_over_at),
            "salon": salon,
            "customer": cards.guid_of_card(card, person) if card else None,
            "seller": seller,
            "doctor": doctor,
            "kind": kind,
            "return_of": return_of,
            "total": total,
            "discount": discount,
            "bonus_spent": bonus_spent,
            "lines": told_lines(lines[row_id]),
            "payments": told_payments(payments[row_id], reader),
            "order": order,
            "is_posted": is_posted,
            "channel": channel,
        }
    )
