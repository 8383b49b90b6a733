"""REST resources of this floor, from the catalogue to certificates; each module adds its own."""

from orders.resources import catalogue, certificates, orders, purchases, reservations

__all__ = ["catalogue", "certificates", "orders", "purchases", "reservations"]
