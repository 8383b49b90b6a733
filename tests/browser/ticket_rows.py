"""Rows for the pages of tickets and appointments."""

import datetime as dt

from contactcenter import status_links
from contactcenter.models import Ticket
from contactcenter.tickets import TicketWords, move_ticket, open_ticket, promise_ticket
from customers.appointments import Booking, book_appointment, move_appointment
from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.models import Employee, Salon
from tests.customers.people import card_of, make_person


def _salon() -> Salon:
    return Salon.objects.earliest("created_at")


def _people(number: int) -> list[Person]:
    names = ("Иванова Мария Сергеевна", "Петров Пётр Петрович", "Сидорова Анна Олеговна", "Ким Юрий Львович")
    return [make_person(name, home_salon=_salon()) for name in names[:number]]


def _tickets() -> list[Ticket]:
    """One late, one waiting for the client, one under the law's clock, one ready."""
    salon, owner, today = _salon(), Employee.objects.first(), clock.today()
    one, two, three, four = _people(4)
    late = open_ticket(
        None, card_of(one), TicketWords("repair", salon, item="Очки Ray-Ban", defect="Сломана дужка", owner=owner)
    )
    past = clock.now() - dt.timedelta(days=3)
    late = promise_ticket(None, move_ticket(None, late, "in_repair"), today + dt.timedelta(days=1))
    Ticket.objects.filter(pk=late.pk).update(warn_at=past, stage_due_at=past, grave_at=past)
    waits = open_ticket(None, card_of(two), TicketWords("repair", salon, item="Очки", is_warranty=True))
    move_ticket(None, waits, "awaiting_client_approval", comment="Ремонт дороже обещанного")
    claim = open_ticket(
        owner, card_of(three), TicketWords("claim", salon, item="Линзы", demand="money_back", owner=owner)
    )
    ready = move_ticket(None, open_ticket(None, card_of(four), TicketWords("exchange", salon)), "client_notified")
    return [Ticket.objects.get(pk=late.pk), waits, claim, ready]


def board() -> str:
    _tickets()
    return "/tickets/"


def ticket_list() -> str:
    _tickets()
    return "/tickets/?view=list&state=all"


def ticket() -> str:
    return f"/tickets/{_tickets()[0].pk}/"


def new_ticket() -> str:
    return f"/tickets/new/?customer={_people(1)[0].pk}"


def client_link() -> str:
    """What the client sees; the path alone, whatever the public address is."""
    return "/t/" + status_links.make(None, _tickets()[0]).split("/t/")[1]


def dead_link() -> str:
    return "/t/AAAAAAAAAAAAAAAAAAAAAA/"


def appointments() -> str:
    """A day with people who come one after the other."""
    salon, now = _salon(), clock.now()
    for hours, person in enumerate(_people(4), start=1):
        row = book_appointment(
            None, card_of(person), Booking(salon, now + dt.timedelta(hours=hours), service="Проверка зрения")
        )
        if hours == 2:
            move_appointment(None, row, "confirmed")
        if hours == 3:
            move_appointment(None, row, "cancelled", reason="заболел")
    return "/appointments/?span=7"


def new_appointment() -> str:
    return f"/appointments/new/?customer={_people(1)[0].pk}"
