"""Tickets and appointments for tests, made as desks make them."""

from typing import Any

from contactcenter.models import Ticket
from contactcenter.tickets import TicketWords, open_ticket
from customers.models import Person
from optics_crm.core.models import Salon
from tests.customers.people import card_of


def make_ticket(person: Person, salon: Salon, kind: str = "repair", *, actor: Any = None, **words: Any) -> Ticket:
    """A ticket opened now."""
    return open_ticket(actor, card_of(person), TicketWords(kind, salon, **{"item": "Очки"} | words))
