"""Instants of this floor to which apps above may bind what must hold at once, and what this floor does at them."""

from uuid import UUID

from customers import exam_outcomes, soft_references
from optics_crm.core.moments import Moment

PEOPLE_CHANGED = Moment[UUID]("customers.people_changed", "persons")
CONSENT_CHANGED = Moment[UUID]("customers.consent_changed", "persons")
PEOPLE_MERGED = Moment[UUID]("customers.people_merged", "persons")
EXAMS_CHANGED = Moment[UUID]("customers.exams_changed", "cards")
FOLLOWUPS_CHANGED = Moment[UUID]("customers.followups_changed", "followups that were closed or opened again")
APPOINTMENTS_CHANGED = Moment[UUID]("customers.appointments_changed", "cards")
# whoever is known by GUID may have come at the same moment as who names it (`core.sync.meetings`)
EXAMS_MET = Moment[UUID]("customers.exams_met", "guids")
PRESCRIPTIONS_MET = Moment[UUID]("customers.prescriptions_met", "guids")
APPOINTMENTS_MET = Moment[UUID]("customers.appointments_met", "guids")

EXAMS_CHANGED.during(soft_references.of_exams)
EXAMS_MET.during(soft_references.at_exams)
APPOINTMENTS_MET.during(soft_references.at_appointments)
FOLLOWUPS_CHANGED.during(exam_outcomes.write_outcomes)
