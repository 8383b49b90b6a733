"""Instants of this floor to which apps above may bind what must hold at once."""

from optics_crm.core.moments import Moment

PEOPLE_CHANGED = Moment("customers.people_changed", "persons")
CONSENT_CHANGED = Moment("customers.consent_changed", "persons")
PEOPLE_MERGED = Moment("customers.people_merged", "persons")
EXAMS_CHANGED = Moment("customers.exams_changed", "cards")
