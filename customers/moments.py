"""Instants of this floor to which apps above may bind what must hold at once, and what this floor does at them."""

from customers import soft_references
from optics_crm.core.moments import Moment

PEOPLE_CHANGED = Moment("customers.people_changed", "persons")
CONSENT_CHANGED = Moment("customers.consent_changed", "persons")
PEOPLE_MERGED = Moment("customers.people_merged", "persons")
EXAMS_CHANGED = Moment("customers.exams_changed", "cards")
APPOINTMENTS_CHANGED = Moment("customers.appointments_changed", "cards")

EXAMS_CHANGED.during(soft_references.of_exams)
