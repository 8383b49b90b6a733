"""Where is my order, my repair, when is my visit, what was I promised: each in one line for the operator to say.

Four questions for any number of people; three more where a repair was promised for no day.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from contactcenter.answers import answers_of
from contactcenter.models import Ticket
from customers.followups import KINDS
from customers.identity.state import selves
from customers.models import Appointment, FollowUp
from customers.models.appointments import AppointmentStatus
from optics_crm.core import clock, formats
from optics_crm.core.badges import status_of
from orders.answers import answer, is_late
from orders.models import Order
from orders.statuses import OPEN

LAST = 3  # orders that are over, as operators see them
MOST = 6
MISSED = dt.timedelta(days=14)  # a visit that was missed is called about for so long


@dataclass(frozen=True)
class Whereabouts:
    """One line. `of` is whose it is; `kind`: order, ticket, appointment or promise; `is_open`: something is to come."""

    kind: str
    of: uuid.UUID
    title: str
    words: str
    icon: str
    colour: str
    url: str
    at: dt.datetime
    is_open: bool = True


def whereabouts(people: Collection[uuid.UUID], speaker: uuid.UUID) -> list[Whereabouts]:
    """What these people wait for: the open things first, the speaker's before the others', then the last orders."""
    if not people:
        return []
    found = [*_orders(people), *_tickets(people), *_visits(people), *_promises(people)]
    return sorted(
        found, key=lambda one: (not one.is_open, one.of != speaker, one.kind == "promise", -one.at.timestamp())
    )


def _orders(people: Collection[uuid.UUID]) -> Iterator[Whereabouts]:
    rows = Order.objects.live().filter(card__person__in=people).select_related("salon", "delivery_salon", "card")
    over = 0
    for row in rows.order_by("-ordered_at")[: MOST + LAST]:
        is_open = row.status in OPEN
        over += not is_open
        if row.card is None or over > LAST:
            continue
        status, today = status_of("order", row.status), clock.today()
        title = " ".join(part for part in (row.get_kind_display() or _("order"), str(row)) if part)
        yield Whereabouts(
            kind="order",
            of=row.card.person_id,
            title=title,
            words=answer(row, today),
            icon=status.icon,
            colour="red" if is_late(row, today) else status.colour,
            url=reverse("orders:order", args=[row.pk]),
            at=row.ordered_at or row.created_at,
            is_open=is_open,
        )


def _tickets(people: Collection[uuid.UUID]) -> Iterator[Whereabouts]:
    rows = Ticket.objects.open().filter(card__person__in=people).select_related("salon", "card")
    found = list(rows.order_by("-opened_at")[:MOST])
    for row, told in zip(found, answers_of(found), strict=True):
        yield Whereabouts(
            kind="ticket",
            of=row.card.person_id,
            title=" ".join(part for part in (row.get_kind_display(), row.number) if part),
            words=told.words,
            icon=told.icon,
            colour=told.colour,
            url=reverse("contactcenter:ticket", args=[row.pk]),
            at=row.opened_at,
        )


def _visits(people: Collection[uuid.UUID]) -> Iterator[Whereabouts]:
    now = clock.now()
    rows = Appointment.objects.standing().filter(card__person__in=people, starts_at__gt=now - MISSED)
    for row in rows.select_related("salon", "doctor", "card").order_by("starts_at")[:MOST]:
        is_over = row.starts_at < now and row.status != AppointmentStatus.ARRIVED
        doctor = formats.short_name(row.doctor.full_name) if row.doctor else ""
        parts = [formats.moment(row.starts_at), str(row.salon), doctor, row.get_status_display()]
        yield Whereabouts(
            kind="appointment",
            of=row.card.person_id,
            title=row.service or _("appointment"),
            words=", ".join(part for part in parts if part) + ".",
            icon="calendar-event",
            colour="amber" if is_over else "blue",
            url=reverse("customers:person", args=[row.card.person_id]),
            at=row.starts_at,
        )


def _promises(people: Collection[uuid.UUID]) -> Iterator[Whereabouts]:
    rows = FollowUp.objects.open().filter(person__in=selves(people))
    for row in rows.select_related("owner", "person").order_by("due_at")[:MOST]:
        kind = KINDS.find(row.kind)
        person = row.person.merged_into_id or row.person_id if row.person else None
        if person is None:
            continue
        yield Whereabouts(
            kind="promise",
            of=person,
            title=str(kind.label) if kind else row.kind,
            words=f"{row.title}, {formats.moment(row.due_at)}.",
            icon=kind.icon if kind else "checkup-list",
            colour="red" if row.due_at < clock.now() else "grey",
            url=reverse("customers:followup", args=[row.pk]),
            at=row.created_at,
        )
