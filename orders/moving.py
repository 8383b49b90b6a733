"""Purchases and orders in a split: returns go with their sale, an order with what it became, the exam and the
prescription with what was made by them.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.identity import moved
from customers.identity.movers import MOVERS, Chosen, Mover, along
from customers.models import IdentityEvent
from optics_crm.core.sync.kinds import Work
from orders.models import Order, OrderLine, Purchase, PurchaseLine
from orders.moments import ORDERS_CHANGED, PURCHASES_CHANGED

MOVERS.add("purchase", Mover("purchase", Purchase, _("purchase"), PURCHASES_CHANGED.happen))
MOVERS.add("order", Mover("order", Order, _("order"), ORDERS_CHANGED.happen))


@along("orders.returns")
def returns(chosen: Chosen, card: uuid.UUID) -> Chosen:
    """What came back of the chosen sales, and the sales of chosen returns."""
    bought = Purchase.objects.filter(card=card)
    ids = set(chosen.get("purchase", ()))
    back = bought.filter(return_of__in=ids).values_list("pk", flat=True)
    sold = bought.filter(returns__in=ids).values_list("pk", flat=True)
    return {"purchase": {*back, *sold}}


@along("orders.orders")
def orders(chosen: Chosen, card: uuid.UUID) -> Chosen:
    """The orders that the chosen purchases were, and what the chosen orders became."""
    bought = Purchase.objects.filter(card=card, order__card=card)
    placed = bought.filter(pk__in=chosen.get("purchase", ())).values_list("order", flat=True)
    became = bought.filter(order__in=chosen.get("order", ())).values_list("pk", flat=True)
    return {"order": {one for one in placed if one}, "purchase": set(became)}


@along("orders.exams")
def exams(chosen: Chosen, card: uuid.UUID) -> Chosen:
    """Exams by which only chosen purchases and orders of this card were made."""
    bought, ordered = set(chosen.get("purchase", ())), set(chosen.get("order", ()))
    sold = Purchase.objects.filter(card=card, exam__card=card)
    placed = Order.objects.filter(card=card, exam__card=card)
    others = sold.exclude(pk__in=bought).values("exam").union(placed.exclude(pk__in=ordered).values("exam"))
    kept = {row["exam"] for row in others}
    mine = {*sold.filter(pk__in=bought).values_list("exam", flat=True)}
    mine |= {*placed.filter(pk__in=ordered).values_list("exam", flat=True)}
    return {"exam": {one for one in mine if one and one not in kept}}


@along("orders.prescriptions")
def prescriptions(chosen: Chosen, card: uuid.UUID) -> Chosen:
    """Prescriptions by which only what was chosen of this card was made; one of an exam brings the exam."""
    bought, ordered = set(chosen.get("purchase", ())), set(chosen.get("order", ()))
    sold = PurchaseLine.objects.filter(purchase__card=card, prescription__card=card)
    placed = OrderLine.objects.filter(entry__order__card=card, prescription__card=card)
    kept = {*sold.exclude(purchase__in=bought).values_list("prescription", flat=True)}
    kept |= {*placed.exclude(entry__order__in=ordered).values_list("prescription", flat=True)}
    mine = {*sold.filter(purchase__in=bought).values_list("prescription", flat=True)}
    mine |= {*placed.filter(entry__order__in=ordered).values_list("prescription", flat=True)}
    return {"prescription": {one for one in mine if one} - kept}


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
