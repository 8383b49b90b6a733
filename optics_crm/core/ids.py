"""Opaque identifiers: UUIDs of version 7 (RFC 9562), so that rows of one time lie together on disk."""

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """A fresh UUIDv7 in milliseconds of real time; it orders nothing but pages of an index."""
    millis = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10), "big")
    value = (millis & 0xFFFFFFFFFFFF) << 80 | tail
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
