"""What goes back to other books from this floor; each kind has its file beside this one."""

from contactcenter.feed_change import StageChangeFeed
from contactcenter.feed_ticket import TicketFeed

__all__ = ["StageChangeFeed", "TicketFeed"]
