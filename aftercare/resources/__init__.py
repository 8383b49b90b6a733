"""REST resources of segments, campaigns, messages and surveys; each module adds its own."""

from aftercare.resources import campaigns, messages, segments, surveys

__all__ = ["campaigns", "messages", "segments", "surveys"]
