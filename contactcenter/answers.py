"""One line that answers "how long still?": for the ticket's page, the operator's card and the client's own link.

The line names no person and nothing medical, so that it may stand behind a link without a login.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from contactcenter.clocks import Terms, end_of
from contactcenter.flows import flow_of
from contactcenter.models import Ticket
from contactcenter.models.tickets import KEPT, TicketStage
from optics_crm.core import clock, formats
from optics_crm.core.working_time import Calendar, calendars
from orders.answers import answer, is_late
from orders.models import Order
from orders.statuses import STATUSES


@dataclass(frozen=True)
class Answer:
    """The line, the icon and the colour that it stands in; `day` is when it is to be ready, where that is known."""

    words: str
    icon: str
    colour: str
    day: dt.date | None = None


class Outlook:
    """Terms and calendars of some tickets, asked for once, and only where something was promised for no day."""

    def __init__(self, tickets: Sequence[Ticket]) -> None:
        self._places = {place for one in tickets for place in (one.salon_id, one.workshop_id) if place}

    @cached_property
    def terms(self) -> Terms:
        return Terms.read()

    @cached_property
    def calendars(self) -> Mapping[uuid.UUID, Calendar]:
        return calendars(self._places)


def answer_of(ticket: Ticket) -> Answer:
    """The line of a ticket with its salon joined. Asks for terms and calendars only where nothing was promised."""
    return answers_of([ticket])[0]


def answers_of(tickets: Sequence[Ticket]) -> list[Answer]:
    """The lines of these tickets; terms and calendars are asked for once for all of them."""
    outlook = Outlook(tickets)
    return [_answer(one, outlook) for one in tickets]


def _answer(ticket: Ticket, outlook: Outlook) -> Answer:
    stage = ticket.stage
    if stage == TicketStage.ISSUED:
        return _over(_("Handed over %(day)s."), ticket, "checks", "green")
    if stage == TicketStage.CLOSED:
        return _over(_("Settled %(day)s."), ticket, "checks", "green")
    if stage == TicketStage.REFUSED:
        return _over(_("Refused %(day)s. Please ask in the salon why."), ticket, "ban", "red")
    if stage in KEPT:
        return _ready(ticket)
    if ticket.is_paused:
        words = _("The work waits for the client's approval since %(day)s.") % {"day": formats.day(ticket.stage_at)}
        return Answer(words, "user-question", "amber")
    return _promised(ticket) if ticket.promised_on else _expected(ticket, outlook)


def answer_of_order(order: Order) -> Answer:
    """The line of an order with its salons joined, in words for the client."""
    today = clock.today(order.salon.timezone if order.salon else None)
    if is_late(order, today):
        assert order.promised_on is not None
        return _late(order.promised_on, today)
    status = STATUSES[order.status]
    return Answer(answer(order, today), status.icon, status.colour, order.promised_on)


def _over(words: str, ticket: Ticket, icon: str, colour: str) -> Answer:
    return Answer(words % {"day": formats.day(ticket.closed_at or ticket.stage_at)}, icon, colour)


def _ready(ticket: Ticket) -> Answer:
    if not flow_of(ticket.kind).has_item:
        return Answer(_("The answer is ready since %(day)s.") % {"day": formats.day(ticket.stage_at)}, "check", "green")
    words = _("Ready since %(day)s: it can be taken in %(salon)s.")
    return Answer(words % {"day": formats.day(ticket.stage_at), "salon": ticket.salon.name}, "circle-check", "green")


def _promised(ticket: Ticket) -> Answer:
    day, today = ticket.promised_on, clock.today(ticket.salon.timezone)
    assert day is not None
    if day == today:
        return Answer(_("Will be ready today."), "clock", "blue", day)
    if day > today:
        words = _("Will be ready on %(day)s: %(left)s.")
        left = _("%(span)s left") % {"span": formats.lasting(day - today)}
        return Answer(words % {"day": formats.day(day), "left": left}, "clock", "blue", day)
    return _late(day, today)


def _late(day: dt.date, today: dt.date) -> Answer:
    words = _("Was promised for %(day)s and is late by %(span)s. We are sorry.")
    told = {"day": formats.day(day), "span": formats.lasting(today - day)}
    return Answer(words % told, "clock-exclamation", "red", day)


def _expected(ticket: Ticket, outlook: Outlook) -> Answer:
    day = _expected_day(ticket, outlook)
    return Answer(_("Should be ready about %(day)s.") % {"day": formats.day(day)}, "clock", "blue", day)


def _expected_day(ticket: Ticket, outlook: Outlook) -> dt.date:
    """When it is ready if every stage that lies ahead takes its full term and nothing stands in the way."""
    place = outlook.calendars[ticket.salon_id]
    workshop = outlook.calendars[ticket.workshop_id] if ticket.workshop_id else place
    at = max(ticket.stage_due_at or ticket.stage_at, clock.now())
    for stage in flow_of(ticket.kind).straight_from(ticket.stage):
        term = outlook.terms.of_stage(ticket.kind, stage)
        if term is not None:
            at = end_of(term, at, workshop if term.in_workshop else place)
    return at.astimezone(place.zone).date()
