"""People, families, exams and promises."""

import datetime as dt

from customers.followups import open_followup
from customers.models import Exam, EyeMeasurement, FollowUp, Household, Membership, Person, Recommendation
from optics_crm.core import clock
from optics_crm.core.models import Salon
from tests.api.samples import sample
from tests.customers.people import make_exam, make_person, make_prescription

NAMES = ("Анна", "Мария", "Ольга", "Елена", "Ирина", "Татьяна", "Наталья", "Светлана", "Юлия", "Вера", "Нина", "Зоя")


@sample("customers")
def customer_row(salon: Salon, number: int) -> Person:
    phone = f"+7912000{number:04}"
    return make_person(f"Иванова {NAMES[number]} Сергеевна", phone=phone, home_salon=salon)


@sample("households")
def household_row(salon: Salon, number: int) -> Household:
    household = Household.objects.create(name=f"Семья {number}")
    for role in ("head", "child"):
        person = make_person(f"Орлова {NAMES[number]} {role}", home_salon=salon)
        Membership.objects.create(household=household, person=person, role=role)
    return household


@sample("exams")
def exam_row(salon: Salon, number: int) -> Exam:
    person = make_person(f"Соколова {NAMES[number]} Ивановна", home_salon=salon)
    exam = make_exam(person, salon)
    EyeMeasurement.objects.create(exam=exam, eye="od", kind="subjective", sph="-1.25")
    Recommendation.objects.create(exam=exam, code="new_glasses")
    make_prescription(person, exam=exam)
    return exam


@sample("followups")
def followup_row(salon: Salon, number: int) -> FollowUp:
    person = make_person(f"Лебедева {NAMES[number]} Ивановна", home_salon=salon)
    due = clock.now() + dt.timedelta(hours=number + 1)
    return open_followup("test", "callback", title="Перезвонить", due_at=due, person=person, salon=salon)
