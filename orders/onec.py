"""Kinds of the exchange that belong to this floor; each has its file beside this one."""

from orders.onec_product import ProductKind
from orders.onec_purchase import PurchaseKind

__all__ = ["ProductKind", "PurchaseKind"]
