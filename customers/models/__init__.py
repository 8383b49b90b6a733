"""Facts about people: persons and their cards, families, consents, exams, appointments, promises."""

from customers.models.appointments import Appointment, AppointmentChange
from customers.models.consent import Consent, ConsentCode, ConsentText
from customers.models.contacts import CardEmail, CardPhone, Email, Messenger, Phone
from customers.models.exams import Exam, ExamRevision, EyeMeasurement, Recommendation
from customers.models.families import Household, Membership, Relationship
from customers.models.followups import FollowUp, FollowUpStep
from customers.models.identity import (
    CardKeys,
    FieldChoice,
    HealthCount,
    IdentityEvent,
    MovedFact,
    NotSame,
    Proposal,
)
from customers.models.lookups import PhoneLookup
from customers.models.people import Card, Person
from customers.models.prescriptions import Prescription, PrescriptionEye

__all__ = [
    "Appointment",
    "AppointmentChange",
    "Card",
    "CardEmail",
    "CardKeys",
    "CardPhone",
    "Consent",
    "ConsentCode",
    "ConsentText",
    "Email",
    "Exam",
    "ExamRevision",
    "EyeMeasurement",
    "FieldChoice",
    "FollowUp",
    "FollowUpStep",
    "HealthCount",
    "Household",
    "IdentityEvent",
    "Membership",
    "Messenger",
    "MovedFact",
    "NotSame",
    "Person",
    "Phone",
    "PhoneLookup",
    "Prescription",
    "PrescriptionEye",
    "Proposal",
    "Recommendation",
    "Relationship",
]
