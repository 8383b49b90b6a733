"""Tickets."""

from contactcenter.models import Ticket
from contactcenter.tickets import TicketWords, open_ticket
from optics_crm.core.models import Salon
from tests.api.samples import sample
from tests.customers.people import card_of, make_person


@sample("tickets")
def ticket_row(salon: Salon, number: int) -> Ticket:
    person = make_person(f"Иванова Анна {number}", home_salon=salon)
    return open_ticket(None, card_of(person), TicketWords("repair", salon, item=f"Очки {number}"))
