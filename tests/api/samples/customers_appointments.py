"""Appointments."""

import datetime as dt

from customers.models import Appointment
from optics_crm.core import clock
from optics_crm.core.models import Salon
from tests.api.samples import sample
from tests.customers.people import card_of, make_person


@sample("appointments")
def appointment_row(salon: Salon, number: int) -> Appointment:
    at = clock.now() + dt.timedelta(days=1, minutes=number)
    person = make_person(f"Иванова Анна {number}", home_salon=salon)
    row = Appointment.objects.create(card=card_of(person), salon=salon, starts_at=at, starts_on=at.date())
    Appointment.objects.filter(pk=row.pk).update(guid=row.pk)
    row.refresh_from_db()
    return row
