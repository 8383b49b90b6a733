"""Instants of this floor to which apps above may bind what must hold at once, and what this floor does at those below."""

from customers.moments import EXAMS_CHANGED
from optics_crm.core.moments import Moment
from orders.soft_references import fill_in

PURCHASES_CHANGED = Moment("orders.purchases_changed", "cards")

EXAMS_CHANGED.during(fill_in)
