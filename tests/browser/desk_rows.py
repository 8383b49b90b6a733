"""Rows for the operator's screen: a family that calls, and the card of one who was made sure of."""

import datetime as dt

from contactcenter.desk import notes, speakers, week
from contactcenter.models import Call
from customers.models import Person
from optics_crm.core import clock
from tests.contactcenter.desk import PHONE, Phoning, make_operator
from tests.contactcenter.world import make_ticket
from tests.core.staff import make_salon
from tests.customers.people import add_phone, card_of, make_person
from tests.orders.orders import make_order


def _family() -> tuple[Person, Call]:
    salon = make_salon("Салон на Ленина", city="Екатеринбург")
    mother = make_person("Иванова Анна Петровна", phone=PHONE, birth_date=dt.date(1985, 4, 1), home_salon=salon)
    for name in ("Иванов Борис Ильич", "Иванова Анна"):
        add_phone(card_of(make_person(name)), PHONE, role="spouse")
    make_order(mother, salon, "ready")
    make_ticket(mother, salon)
    today = clock.today()
    week.ask_week_question(make_operator(), "Как удобнее узнать о заказе?", ["SMS", "Звонок"], today, today)
    return mother, Phoning().ring("999")  # a line that is nobody's rings on every desk


def ringing() -> str:
    _family()
    return "/calls/screen/"


def verified() -> str:
    mother, call = _family()
    colleague = make_operator("102", "Соколова Инна Юрьевна")
    notes.write_note(colleague, call, "Спрашивает про заказ", 0)
    speakers.verify(colleague, speakers.choose_speaker(colleague, call, mother))
    return f"/calls/{call.pk}/card/"
