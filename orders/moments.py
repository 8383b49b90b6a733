"""Instants of this floor to which apps above may bind what must hold at once."""

from optics_crm.core.moments import Moment

PURCHASES_CHANGED = Moment("orders.purchases_changed", "cards")
