"""REST resources of segments, campaigns and messages; each module adds its own."""

from aftercare.resources import campaigns, messages, segments

__all__ = ["campaigns", "messages", "segments"]
