"""News of this floor: what became true of calls. Ids only."""

from optics_crm.core.news import kind

CALL_RANG = kind("contactcenter.call_rang", "a call rings somebody: ids call, employees (none: all operators)")
CALL_CHANGED = kind("contactcenter.call_changed", "a call was answered, moved on or ended: ids call, employees")
CALL_CONCLUDED = kind("contactcenter.call_concluded", "an operator wrapped a call up: ids call, employees")
OPERATOR_CHANGED = kind("contactcenter.operator_changed", "an operator is in another state: ids employee")
