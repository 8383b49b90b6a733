"""Instants of this floor for the apps above, and what this floor does at those of the floor below."""

from customers.moments import EXAMS_CHANGED
from optics_crm.core.moments import Moment
from orders.soft_references import fill_in

PURCHASES_CHANGED = Moment("orders.purchases_changed", "cards")
ORDERS_CHANGED = Moment("orders.orders_changed", "cards")

EXAMS_CHANGED.during(fill_in)
