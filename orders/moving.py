"""Purchases in a split: returns go with their sale, the exam and the prescription with what was made by them."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.identity import moved
from customers.identity.movers import MOVERS, Chosen, Mover, along
from customers.models import IdentityEvent
from optics_crm.core.sync.kinds import Work
from orders.models import Purchase, PurchaseLine
from orders.moments import PURCHASES_CHANGED

MOVERS.add("purchase", Mover("purchase", Purchase, _("purchase"), PURCHASES_CHANGED.happen))


@along("orders.returns")
def returns(chosen: Chosen, card: uuid.UUID) -> Chosen:
    """What came back of the chosen sales, and the sales of chosen returns."""
    bought = Purchase.objects.filter(card=card)
    ids = set(chosen.get("purchase", ()))
    back = bought.filter(return_of__in=ids).values_list("pk", flat=True)
    sold = bought.filter(returns__in=ids).values_list("pk", flat=True)
    return {"purchase": {*back, *sold}}


@along("orders.exams")
def exams(chosen: Chosen, card: uuid.UUID) -> Chosen:
    """Exams by which only chosen purchases of this card were made."""
    ids = set(chosen.get("purchase", ()))
    made = Purchase.objects.filter(card=card, exam__card=card)
    others = made.exclude(pk__in=ids).values("exam")
    return {"exam": set(made.filter(pk__in=ids).exclude(exam__in=others).values_list("exam", flat=True))}


@along("orders.prescriptions")
def prescriptions(chosen: Chosen, card: uuid.UUID) -> Chosen:
    """Prescriptions by which only chosen purchases of this card were made; one of an exam brings the exam."""
    ids = set(chosen.get("purchase", ()))
    made = PurchaseLine.objects.filter(purchase__card=card, prescription__card=card)
    others = made.exclude(purchase__in=ids).values("prescription")
    mine = made.filter(purchase__in=ids).exclude(prescription__in=others)
    return {"prescription": set(mine.values_list("prescription", flat=True))}


def hold(works: Sequence[Work[Any]]) -> None:
    """Purchases that a split moved stay moved when they come again with the old customer; a new return of one follows.

    Asks nothing of a batch of fresh sales.
    """
    label = Purchase._meta.label
    said = {work.id: work.row["card_id"] for work in works if not work.is_new and "card_id" in work.row}
    there = moved.held(label, said)
    for work in works:
        if work.id in there:
            work.row["card_id"] = there[work.id]
    back = [work for work in works if work.is_new and work.row.get("return_of_id") and work.row.get("card_id")]
    moves = moved.standing_moves(label, {work.row["return_of_id"] for work in back})
    for work in back:
        sale = moves.get(work.row["return_of_id"])
        if sale is not None and sale.home == work.row["card_id"]:
            event = IdentityEvent(pk=sale.event)
            moved.note(event, MOVERS.get("purchase"), [work.id], sale.home, sale.card)
            work.row["card_id"] = sale.card
