"""Benchmarks of the contact centre: `pop` (a call rings, fifty screens know), `lookup` (a number, the family)."""

from contactcenter.bench import lookup, pop

__all__ = ["lookup", "pop"]
