"""Tickets in a split: one about a purchase goes with it."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from contactcenter.models import Ticket
from customers.identity import moved
from customers.identity.movers import MOVERS, Chosen, Mover, along
from customers.models import Card
from customers.moments import PEOPLE_CHANGED
from optics_crm.core.sync.kinds import Work


def changed(cards: Collection[uuid.UUID]) -> None:
    """Whose tickets they are now decides whether a message may leave."""
    PEOPLE_CHANGED.happen(list(Card.objects.filter(pk__in=cards).values_list("person", flat=True)))


MOVERS.add("ticket", Mover("ticket", Ticket, _("ticket"), changed))


@along("contactcenter.tickets")
def tickets(chosen: Chosen, card: uuid.UUID) -> Chosen:
    """What the client came back with about a chosen purchase."""
    about = Ticket.objects.filter(card=card, purchase__in=set(chosen.get("purchase", ())))
    return {"ticket": set(about.values_list("pk", flat=True))}


def hold(works: Sequence[Work[Any]]) -> None:
    """Tickets that a split moved stay moved when they come again with the old customer."""
    said = {work.id: work.row["card_id"] for work in works if not work.is_new and "card_id" in work.row}
    there = moved.held(Ticket._meta.label, said)
    for work in works:
        if work.id in there:
            work.row["card_id"] = there[work.id]
