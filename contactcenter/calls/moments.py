"""Instants of this floor: what must hold in the very transaction that changes a call."""

from optics_crm.core.moments import Moment

CALL_CHANGED = Moment("contactcenter.call_changed", "call ids")
