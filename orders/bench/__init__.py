"""Benchmarks of this floor, found when `manage.py bench` runs."""

from orders.bench import sync

__all__ = ["sync"]
