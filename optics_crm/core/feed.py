"""What the floor itself adds to the feed: figures of who is behind, and the alarm about it."""

from optics_crm.core.sync.feed.lag import failures, unacked, unread

__all__ = ["failures", "unacked", "unread"]
