"""Doors of this floor."""
