"""Doors of this floor, by topic."""
