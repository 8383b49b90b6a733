"""The family of a number as pages are usually written: the ORM, a query for each thing that is shown."""

import datetime as dt
from typing import Any

from contactcenter.models import Call, Ticket
from customers.models import Appointment, CardPhone, FollowUp, Membership, Person
from optics_crm.core import clock
from orders.models import Order, Purchase


def look_up(number: str) -> list[dict[str, Any]]:
    """Everybody who answers the number, and their families, each with what they may be calling about."""
    found = CardPhone.objects.filter(phone__number=number, card__deleted_at=None).select_related("card__person")
    people = {one.card.person for one in found if one.card.person and one.card.person.merged_into_id is None}
    for person in list(people):
        for home in Membership.objects.filter(person=person, is_home=True).select_related("household"):
            people |= {
                row.person for row in Membership.objects.filter(household=home.household).select_related("person")
            }
    return [_described(person, number) for person in sorted(people, key=lambda one: one.full_name)]


def _described(person: Person, number: str) -> dict[str, Any]:
    now, today = clock.now(), clock.today()
    cards = list(person.cards.filter(deleted_at=None))
    week = now - dt.timedelta(days=7)
    return {
        "person": person,
        "orders": list(Order.objects.filter(card__in=cards, status__in=["ready", "client_notified"], deleted_at=None)),
        "tickets": list(Ticket.objects.filter(card__in=cards, closed_at=None, deleted_at=None)),
        "appointments": list(
            Appointment.objects.filter(
                card__in=cards,
                deleted_at=None,
                status__in=["booked", "confirmed"],
                starts_at__gte=now - dt.timedelta(hours=2),
                starts_on__lte=today + dt.timedelta(days=2),
            )
        ),
        "new_glasses": list(
            Purchase.objects.filter(
                card__in=cards, deleted_at=None, medical_on__gte=today - dt.timedelta(days=14), medical_on__lte=today
            )
        ),
        "missed": [
            call
            for call in Call.objects.filter(phone=number, direction="in", answered=False, started_at__gt=week)
            if FollowUp.objects.open().filter(call=call.pk).exists()
        ],
        "last": Call.objects.filter(phone=number, answered=True).order_by("-started_at").first(),
    }
