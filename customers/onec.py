"""Kinds of the exchange that belong to this floor; each has its file beside this one."""

from customers.onec_appointment import AppointmentKind
from customers.onec_customer import CustomerKind
from customers.onec_exam import ExamKind
from customers.onec_household import HouseholdKind

__all__ = ["AppointmentKind", "CustomerKind", "ExamKind", "HouseholdKind"]
