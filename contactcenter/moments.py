"""What this floor does at the instants of the floors below."""

from contactcenter.soft_references import of_purchases
from orders.moments import PURCHASES_CHANGED

PURCHASES_CHANGED.during(of_purchases)
