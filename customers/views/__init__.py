"""Doors of the customers' pages."""
