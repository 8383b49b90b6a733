"""Benchmarks of this floor, found when `manage.py bench` runs."""

from aftercare.benchmarks import daily_run

__all__ = ["daily_run"]
