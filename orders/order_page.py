"""What the page of an order shows, asked in a fixed number of questions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from customers.models import Person, Prescription
from customers.prescriptions import ShownPrescription, show
from optics_crm.core import audit, clock
from optics_crm.core.permissions import can
from orders.answers import answer, is_late
from orders.models import Order, OrderLine, OrderPayment, OrderPromise, OrderStatusChange, Purchase
from orders.order_actions import WITH_REASON, RemakeCause
from orders.order_doors import ShownDoor, doors_of
from orders.statuses import STATUSES, Status, next_of, track


@dataclass(frozen=True)
class TrackStep:
    """A step of the way: `state` is done, current or ahead; `at` when it was reached, where that is known."""

    status: Status
    state: str
    at: dt.datetime | None


@dataclass(frozen=True)
class ShownLine:
    """A line with the prescription that it is made by, for those who may see it."""

    row: OrderLine
    rx: ShownPrescription | None


@dataclass(frozen=True)
class OrderPage:
    """Everything about one order."""

    order: Order
    answer: str
    is_late: bool
    person: Person | None
    may_open_person: bool
    track: Sequence[TrackStep]
    beside: Status | None
    lines: Sequence[ShownLine]
    payments: Sequence[OrderPayment]
    left_to_pay: Any
    changes: Sequence[OrderStatusChange]
    promises: Sequence[OrderPromise]
    purchases: Sequence[Purchase]
    onward: Sequence[Status]
    may: Mapping[str, bool]
    causes: Sequence[tuple[str, Any]]
    doors: Sequence[ShownDoor]


RELATED = ("salon", "delivery_salon", "card__person", "exam")


def build_order(user: Any, order: Order) -> OrderPage:
    """The page of an order that the user may open; that a prescription was seen is recorded, without the values."""
    today = clock.today(order.salon.timezone if order.salon else None)
    status = STATUSES[order.status]
    kind = order.kind or "glasses"
    changes = list(order.changes.filter(is_void=False).select_related("actor").order_by("at", "pk"))
    onward = next_of(order.status, kind)
    person = order.card.person if order.card else None
    people = Person.objects.visible_to(user)
    left = (order.total or 0) - order.paid
    return OrderPage(
        order=order,
        answer=answer(order, today),
        is_late=is_late(order, today),
        person=person,
        may_open_person=person is not None and people.filter(pk=person.pk).exists(),
        track=_track(order, changes),
        beside=None if status.step else status,
        lines=_lines(user, order, today),
        payments=list(OrderPayment.objects.filter(entry=order.payments_from_id).order_by("paid_at", "pk")),
        left_to_pay=left if left > 0 and not status.is_end else None,
        changes=changes[::-1],
        promises=list(order.promises.select_related("actor")),
        purchases=list(order.purchases.filter(deleted_at=None).order_by("sold_at")),
        onward=[one for one in onward if one.code not in WITH_REASON],
        may=_may(user, {one.code for one in onward}, status),
        causes=RemakeCause.choices,
        doors=doors_of(user, order),
    )


def _may(user: Any, onward: set[str], status: Status) -> dict[str, bool]:
    works = can(user, "orders.work")
    return {
        "move": works and bool(onward - set(WITH_REASON)),
        "hold": works and "on_hold" in onward,
        "remake": works and "remake" in onward,
        "cancel": can(user, "orders.cancel") and "cancelled" in onward,
        "promise": can(user, "orders.promise") and not status.is_end,
    }


def _track(order: Order, changes: Sequence[OrderStatusChange]) -> list[TrackStep]:
    """The way with the moments of its steps; of an order beside its way the last step on it is the present one."""
    reached = {change.to_status: change.at for change in changes}
    on_the_way = [STATUSES[change.to_status] for change in changes if STATUSES[change.to_status].step]
    here = STATUSES[order.status].step or (on_the_way[-1].step if on_the_way else 1)
    return [
        TrackStep(one, "done" if one.step < here else "current" if one.step == here else "ahead", reached.get(one.code))
        for one in track(order.kind or "glasses")
    ]


def _lines(user: Any, order: Order, today: dt.date) -> list[ShownLine]:
    found = OrderLine.objects.filter(entry=order.lines_from_id).select_related("product", "prescription")
    rows = list(found.prefetch_related("prescription__eyes", "prescription__doctor"))
    made_by = {row.prescription_id: row.prescription for row in rows if row.prescription}
    if not can(user, "prescriptions.view"):
        made_by = {}
    if made_by and order.card is not None:
        ids = sorted(str(one) for one in made_by)
        audit.record(user, "customers.prescription.viewed", order.card.person, prescriptions=ids)
    shown = {pk: _show(rx, today) for pk, rx in made_by.items()}
    return [ShownLine(row, shown.pop(row.prescription_id, None)) for row in rows]


def _show(rx: Prescription, today: dt.date) -> ShownPrescription:
    return show(rx, None, today)
