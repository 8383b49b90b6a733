"""What goes back to other books from this floor; each kind has its file beside this one."""

from orders.feed_certificate import CertificateFeed
from orders.feed_order import OrderFeed
from orders.feed_purchase import PurchaseFeed
from orders.feed_reservation import ReservationFeed

__all__ = ["CertificateFeed", "OrderFeed", "PurchaseFeed", "ReservationFeed"]
