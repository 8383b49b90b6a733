"""Doors of purchases, certificates and the free-service right."""
