"""What goes back to other books from this floor; each kind has its file beside this one.

No eye exam goes out: medical data flow one way.
"""

from customers.feed_appointment import AppointmentFeed
from customers.feed_customer import CustomerFeed
from customers.feed_household import HouseholdFeed

__all__ = ["AppointmentFeed", "CustomerFeed", "HouseholdFeed"]
