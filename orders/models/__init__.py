"""Facts about what was sold: catalogue, purchases, the free-service right, certificates."""

from orders.models.catalogue import Product
from orders.models.certificates import Certificate
from orders.models.entitlements import EntitlementUse, ServiceEntitlement
from orders.models.purchases import Payment, Purchase, PurchaseLine

__all__ = [
    "Certificate",
    "EntitlementUse",
    "Payment",
    "Product",
    "Purchase",
    "PurchaseLine",
    "ServiceEntitlement",
]
