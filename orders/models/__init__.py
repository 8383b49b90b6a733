"""Facts about what was promised and sold: catalogue, stock, orders, purchases, free service, certificates."""

from orders.models.catalogue import Product
from orders.models.certificates import Certificate
from orders.models.commerceml import (
    CommerceGood,
    CommerceGroup,
    CommerceHandOut,
    CommerceImport,
    CommerceSession,
    CommerceTerm,
    CommerceUpload,
)
from orders.models.entitlements import EntitlementUse, ServiceEntitlement
from orders.models.order_entries import OrderEntry, OrderLine, OrderPayment
from orders.models.order_history import OrderPromise, OrderStatusChange
from orders.models.orders import Order
from orders.models.purchases import Payment, Purchase, PurchaseLine
from orders.models.reservations import Reservation
from orders.models.stock import Stock

__all__ = [
    "Certificate",
    "CommerceGood",
    "CommerceGroup",
    "CommerceHandOut",
    "CommerceImport",
    "CommerceSession",
    "CommerceTerm",
    "CommerceUpload",
    "EntitlementUse",
    "Order",
    "OrderEntry",
    "OrderLine",
    "OrderPayment",
    "OrderPromise",
    "OrderStatusChange",
    "Payment",
    "Product",
    "Purchase",
    "PurchaseLine",
    "Reservation",
    "ServiceEntitlement",
    "Stock",
]
