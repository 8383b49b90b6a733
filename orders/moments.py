"""Instants of this floor for the apps above, and what this floor does at those of the floor below."""

from uuid import UUID

from customers.moments import EXAMS_CHANGED, EXAMS_MET, PRESCRIPTIONS_MET
from optics_crm.core.moments import Moment
from orders import exam_offers, soft_references

PURCHASES_CHANGED = Moment[UUID]("orders.purchases_changed", "cards")
ORDERS_CHANGED = Moment[UUID]("orders.orders_changed", "cards")
ORDERS_MET = Moment[UUID]("orders.orders_met", "guids")
PURCHASES_MET = Moment[UUID]("orders.purchases_met", "guids")

EXAMS_CHANGED.during(soft_references.fill_in)
EXAMS_MET.during(soft_references.at_exams)
PRESCRIPTIONS_MET.during(soft_references.at_prescriptions)
ORDERS_MET.during(soft_references.at_orders)
EXAMS_CHANGED.during(exam_offers.settle)
PURCHASES_CHANGED.during(exam_offers.settle)
ORDERS_CHANGED.during(exam_offers.settle)
