"""Kinds of the exchange that belong to this floor; each has its file beside this one."""

from orders.onec_order import OrderKind
from orders.onec_product import ProductKind
from orders.onec_purchase import PurchaseKind
from orders.onec_reservation import ReservationKind
from orders.onec_stock import StockKind

__all__ = ["OrderKind", "ProductKind", "PurchaseKind", "ReservationKind", "StockKind"]
