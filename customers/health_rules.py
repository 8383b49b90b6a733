"""Rules of base health of this floor: one file each in `customers.identity.health.rules`."""

from customers.identity.health import rules

__all__ = ["rules"]
