"""What people do with an order: move it on, put it on hold, have it remade, cancel it, promise another day."""

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from optics_crm.core import audit, clock, news
from optics_crm.core.errors import Conflict, DomainError, Stale
from optics_crm.core.models import Employee
from orders import events, settling
from orders.models import Order, OrderEntry
from orders.order_history import Promise, Step, add_promises, add_steps
from orders.statuses import STATUSES, next_of

SECOND = dt.timedelta(seconds=1)
# these have an action of their own, which asks why
WITH_REASON = ("on_hold", "remake", "cancelled")
LONGEST_PROMISE = dt.timedelta(days=366)


class RemakeCause(models.TextChoices):
    """Why an order is made anew."""

    RX = "rx", gettext_lazy("prescription")
    CENTRING = "centring", gettext_lazy("centring")
    LENS_DEFECT = "lens_defect", gettext_lazy("faulty lens")
    FRAME_BREAK = "frame_break", gettext_lazy("broken frame")


@transaction.atomic
def change_status(
    actor: Any, order: Order, to: str, *, comment: str = "", at: dt.datetime | None = None, revision: int | None = None
) -> Order:
    """Moves an order on along its way, or takes it back; what needs a reason has an action of its own.

    `at` is when it was done, where that is told later; without it, it is done now, after what stands.
    """
    if to in WITH_REASON:
        raise DomainError("reason_needed", _("Say why."), pointer="/status")
    return _move(actor, _locked(order, revision), to, comment, at)


@transaction.atomic
def hold_order(
    actor: Any, order: Order, reason: str, *, at: dt.datetime | None = None, revision: int | None = None
) -> Order:
    """Puts an order on hold, with what it waits for."""
    row = _locked(order, revision)
    reason = _said(reason)
    return _move(actor, row, "on_hold", reason, at, hold_reason=reason)


@transaction.atomic
def remake_order(actor: Any, order: Order, cause: str, *, comment: str = "", revision: int | None = None) -> Order:
    """Has an order made anew."""
    if cause not in RemakeCause.values:
        raise DomainError("cause_unknown", _("Choose why it is made anew."), pointer="/cause")
    row = _locked(order, revision)
    return _move(actor, row, "remake", comment or str(RemakeCause(cause).label), None, remake_cause=cause)


@transaction.atomic
def cancel_order(
    actor: Any, order: Order, reason: str, *, at: dt.datetime | None = None, revision: int | None = None
) -> Order:
    """Cancels an order, with the reason."""
    return _move(actor, _locked(order, revision), "cancelled", _said(reason), at)


@transaction.atomic
def promise_order(actor: Any, order: Order, day: dt.date, *, reason: str = "", revision: int | None = None) -> Order:
    """Promises an open order for a day, today or later. The first promise is kept for ever, every later one has a
    reason.
    """
    row = _locked(order, revision)
    today = clock.today()
    if STATUSES[row.status].is_end:
        raise Conflict("order_ended", _("The order has ended, nothing can be promised any more."))
    if not today <= day <= today + LONGEST_PROMISE:
        raise DomainError("promise_day", _("Choose a day from today to a year ahead."), pointer="/promised_on")
    if row.promised_on == day:
        return row
    if row.first_promised_on is not None and not reason.strip():
        raise DomainError("reason_needed", _("Say why the day changes."), pointer="/reason")
    add_promises([Promise(row.pk, day, clock.now(), actor=_employee(actor), reason=reason.strip())])
    _touch(row)
    audit.record(actor, "orders.order.promised", row, reason=reason.strip())
    news.say(events.ORDER_PROMISED, _ids(row), actor=actor, changed=["promised_on"])
    return _fresh(row)


def _move(actor: Any, row: Order, to: str, comment: str, at: dt.datetime | None, **facts: str) -> Order:
    is_late = at is not None and at < row.status_at  # what comes of it, the words decide
    if not is_late and to not in {one.code for one in next_of(row.status, row.kind or "glasses")}:
        raise Conflict(
            "status_not_next",
            _("An order that is “%(now)s” cannot become “%(next)s”.")
            % {"now": STATUSES[row.status].label, "next": STATUSES[to].label if to in STATUSES else to},
            pointer="/status",
        )
    before, at = row.status, at or _moment(row)
    said = {"status": to, "status_at": at, "status_actor": "crm", "cancel_reason": comment if to == "cancelled" else ""}
    OrderEntry.objects.update_or_create(order=row, client=None, defaults=said)
    if facts:
        Order.objects.filter(pk=row.pk).update(**facts)
    settling.settle([row.pk])
    add_steps([Step(row.pk, to, at, before=before, made_by="crm", actor=_employee(actor), comment=comment)])
    audit.record(actor, "orders.order.moved", row, reason=comment, before=before, after=to)
    news.say(events.ORDER_STATUS_CHANGED, _ids(row), actor=actor, changed=["status"])
    return _fresh(row)


def _moment(row: Order) -> dt.datetime:
    """Now, in whole seconds as the books write them: who moves an order has seen what stands, and comes after it."""
    now = clock.now().replace(microsecond=0)
    return now if now > row.status_at else row.status_at + SECOND


def _locked(order: Order, revision: int | None) -> Order:
    row = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if row.deleted_at is not None:
        raise Conflict("order_gone", _("This order is no longer there."))
    if revision is not None and revision != row.revision:
        raise Stale("order_changed", _("Somebody has changed this order meanwhile: look at it again."))
    return row


def _said(reason: str) -> str:
    if not reason.strip():
        raise DomainError("reason_needed", _("Say why."), pointer="/reason")
    return reason.strip()[:300]


def _touch(row: Order) -> None:
    Order.objects.filter(pk=row.pk).update(revision=models.F("revision") + 1, updated_at=clock.now())


def _fresh(row: Order) -> Order:
    row.refresh_from_db()
    return row


def _employee(actor: Any) -> Any:
    return actor.pk if isinstance(actor, Employee) else None


def _ids(row: Order) -> dict[str, Any]:
    return {"order": row.pk, "card": row.card_id}
