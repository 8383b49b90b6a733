"""What goes back to other books from this floor; each kind has its file beside this one."""

from orders.feed_certificate import CertificateFeed
from orders.feed_purchase import PurchaseFeed

__all__ = ["CertificateFeed", "PurchaseFeed"]
