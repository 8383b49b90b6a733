"""Instants of this floor: what must hold in the very transaction that changes a call."""

from contactcenter.calls.changes import CallChange
from optics_crm.core.moments import Moment

CALL_CHANGED = Moment[CallChange]("contactcenter.call_changed", "what has become of calls")
