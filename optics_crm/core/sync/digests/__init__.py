"""Trust between books: the same figures on both sides of the exchange, or the GUIDs that make the difference.

A digest tells of the asking client's own book: what it has sent and what stands here under its keys.
"""
