"""People, cards, phones and exams for tests."""

import datetime as dt
from typing import Any

from customers.card_keys import write_keys
from customers.golden import refresh_people
from customers.models import Card, CardPhone, Exam, Person, Phone, Prescription, PrescriptionEye
from optics_crm.core import clock
from optics_crm.core.models import Salon


def make_person(name: str = "Иванова Мария Сергеевна", *, phone: str = "", **fields: Any) -> Person:
    """A person with one card; `phone` in E.164 is the person's own."""
    last, first, middle = (*name.split(), "", "")[:3]
    person = Person.objects.create()
    make_card(person, last_name=last, first_name=first, middle_name=middle, phone=phone, **fields)
    refresh_people([person.pk])
    person.refresh_from_db()
    return person


def make_card(person: Person, *, phone: str = "", role: str = "own", **fields: Any) -> Card:
    card = Card.objects.create(person=person, **fields)
    Card.objects.filter(pk=card.pk).update(guid=card.pk)
    if phone:
        add_phone(card, phone, role=role)
    write_keys([card.pk])
    return card


def add_phone(card: Card, number: str, **fields: Any) -> CardPhone:
    phone, _fresh = Phone.objects.get_or_create(number=number, defaults={"is_mobile": number.startswith("+79")})
    return CardPhone.objects.create(card=card, phone=phone, raw=number, **fields)


def card_of(person: Person) -> Card:
    return person.cards.earliest("created_at")


def make_exam(person: Person, salon: Salon, day: dt.date | None = None, **fields: Any) -> Exam:
    on = day or clock.today()
    at = dt.datetime.combine(on, dt.time(9), dt.UTC)
    return Exam.objects.create(card=card_of(person), salon=salon, examined_at=at, examined_on=on, **fields)


def make_prescription(person: Person, sph: str = "-2.25", **fields: Any) -> Prescription:
    issued = fields.pop("issued_on", clock.today())
    until = fields.pop("valid_until", clock.months_after(issued, 12))
    row = Prescription.objects.create(
        card=card_of(person), purpose="distance", issued_on=issued, valid_until=until, **fields
    )
    for eye in ("od", "os"):
        PrescriptionEye.objects.create(prescription=row, eye=eye, sph=sph, cyl="-0.75", axis=170)
    return row
