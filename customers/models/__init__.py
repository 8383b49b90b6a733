"""Facts about people: persons and their cards, families, consents, exams, promises."""

from customers.models.consent import Consent, ConsentText
from customers.models.contacts import CardEmail, CardPhone, Email, Messenger, Phone
from customers.models.exams import Exam, ExamRevision, EyeMeasurement, Recommendation
from customers.models.families import Household, Membership, Relationship
from customers.models.followups import FollowUp
from customers.models.lookups import PhoneLookup
from customers.models.people import Card, Person
from customers.models.prescriptions import Prescription, PrescriptionEye

__all__ = [
    "Card",
    "CardEmail",
    "CardPhone",
    "Consent",
    "ConsentText",
    "Email",
    "Exam",
    "ExamRevision",
    "EyeMeasurement",
    "FollowUp",
    "Household",
    "Membership",
    "Messenger",
    "Person",
    "Phone",
    "PhoneLookup",
    "Prescription",
    "PrescriptionEye",
    "Recommendation",
    "Relationship",
]
