"""Tickets and calls."""

from contactcenter.models import Call, Ticket
from contactcenter.tickets import TicketWords, open_ticket
from optics_crm.core.models import Salon
from tests.api.samples import sample
from tests.contactcenter.calls import make_call
from tests.customers.people import card_of, make_person


@sample("tickets")
def ticket_row(salon: Salon, number: int) -> Ticket:
    person = make_person(f"Иванова Анна {number}", home_salon=salon)
    return open_ticket(None, card_of(person), TicketWords("repair", salon, item=f"Очки {number}"))


@sample("calls")
def call_row(salon: Salon, number: int) -> Call:
    return make_call(f"+7912000{number:04}", minutes_ago=number, talked=number % 2)
