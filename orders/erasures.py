"""What is taken away of a person on this floor: addresses and words. Sums, lines and days stay: they are sales."""

from collections.abc import Iterable
from uuid import UUID

from customers.erasing import Subject, erases, keeps

Told = Iterable[tuple[str, UUID, UUID]]

ORDERS = """(SELECT o.id FROM orders_order o WHERE o.card_id = ANY(%(cards)s::uuid[])
    UNION SELECT e.order_id FROM orders_orderentry e WHERE e.card_id = ANY(%(cards)s::uuid[]))"""


@erases("orders.orders", "orders.Order", "orders.OrderEntry", "orders.OrderStatusChange", "orders.OrderPromise")
def orders(subject: Subject) -> Told:
    found = subject.ask(f"""SELECT id, coalesce(guid, id) FROM orders_order WHERE id IN {ORDERS}
        UNION SELECT id, coalesce(guid, id) FROM orders_orderentry WHERE order_id IN {ORDERS}""")
    subject.run(
        f"""UPDATE orders_order SET delivery_address = '', track = '', cancel_reason = '', hold_reason = '',
                revision = revision + 1, updated_at = app_now() WHERE id IN {ORDERS}""",
        f"""UPDATE orders_orderentry SET delivery_address = '', track = '', cancel_reason = '', extra = NULL,
                content_hash = NULL, updated_at = app_now() WHERE order_id IN {ORDERS}""",
        f"UPDATE orders_orderstatuschange SET comment = '' WHERE order_id IN {ORDERS} AND comment <> ''",
        f"UPDATE orders_orderpromise SET reason = '' WHERE order_id IN {ORDERS} AND reason <> ''",
    )
    return (("order", guid, row) for row, guid in found)


@erases("orders.sales", "orders.Purchase", "orders.EntitlementUse", "orders.Reservation")
def sales(subject: Subject) -> Told:
    """A sale may come again with newer figures: it hangs on an empty card."""
    found = subject.ask("SELECT id, coalesce(guid, id) FROM orders_reservation WHERE card_id = ANY(%(cards)s::uuid[])")
    subject.run(
        """UPDATE orders_purchase SET extra = NULL WHERE card_id = ANY(%(cards)s::uuid[]) AND extra IS NOT NULL""",
        """UPDATE orders_entitlementuse u SET note = '', updated_at = app_now()
           FROM orders_serviceentitlement s JOIN orders_purchase p ON p.id = s.purchase_id
           WHERE u.entitlement_id = s.id AND p.card_id = ANY(%(cards)s::uuid[])""",
        """UPDATE orders_reservation SET reason = '', extra = NULL, content_hash = NULL, updated_at = app_now()
           WHERE card_id = ANY(%(cards)s::uuid[])""",
    )
    return (("reservation", guid, row) for row, guid in found)


keeps("names of goods, figures and signs of the till", "orders.PurchaseLine", "orders.Payment")
keeps("names of goods, figures and signs of the till", "orders.OrderLine", "orders.OrderPayment")
keeps("a random code and whose occasion it was issued for", "orders.Certificate")
keeps("goods", "orders.Product", "orders.Stock")
keeps(
    "goods and files of CommerceML",
    "orders.CommerceSession",
    "orders.CommerceUpload",
    "orders.CommerceImport",
    "orders.CommerceGroup",
    "orders.CommerceTerm",
    "orders.CommerceGood",
)
