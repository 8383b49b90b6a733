"""Having a thing put aside for a client in some salon, and what becomes of that."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import Person
from optics_crm.core import audit, clock, news
from optics_crm.core.errors import Conflict, DomainError, Stale
from optics_crm.core.ids import new_id
from optics_crm.core.models import Employee, Salon
from orders import events
from orders.models import Product, Reservation
from orders.stock import shelves_of

EXPIRY = "orders.reservations_expire"
DAYS = 3  # a thing is put aside for so long unless somebody says otherwise
LONGEST = dt.timedelta(days=30)
Status = Reservation.Status
# what may follow by hand; 1C says whatever is so
NEXT: dict[str, tuple[Status, ...]] = {
    Status.REQUESTED: (Status.CONFIRMED, Status.REFUSED, Status.EXPIRED),
    Status.CONFIRMED: (Status.MOVING, Status.SOLD, Status.REFUSED, Status.EXPIRED),
    Status.MOVING: (Status.ARRIVED, Status.EXPIRED),
    Status.ARRIVED: (Status.SOLD, Status.EXPIRED),
}


@transaction.atomic
def request_reservation(
    actor: Any,
    person: Person,
    product: Product,
    from_salon: Salon,
    *,
    to_salon: Salon | None = None,
    qty: Decimal = Decimal(1),
    until: dt.datetime | None = None,
) -> Reservation:
    """Asks the salon that has it to put a thing aside, and to send it on where `to_salon` is another one.

    Asked twice, the first one is returned. More than is free there is refused.
    """
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)  # two desks that ask for the last one
    card = person.cards.filter(deleted_at=None).order_by("created_at", "pk").first()
    if card is None:
        raise DomainError("no_card", _("This client has no card."), pointer="/customer")
    same = Reservation.objects.live().filter(card=card, product=product, from_salon=from_salon, client=None)
    known = same.filter(status=Status.REQUESTED).first()
    if known is not None:
        return known
    row = Reservation(
        id=new_id(),
        card=card,
        product=product,
        from_salon=from_salon,
        to_salon=None if to_salon == from_salon else to_salon,
        qty=qty,
        until=_until(until),
        status_at=clock.now(),
        author=actor if isinstance(actor, Employee) else None,
    )
    row.guid = row.pk
    _check_free(product, from_salon, qty)
    row.save(force_insert=True)
    audit.record(actor, "orders.reservation.requested", row)
    news.say(events.RESERVATION_REQUESTED, _ids(row), actor=actor)
    return row


@transaction.atomic
def settle_reservation(
    actor: Any, reservation: Reservation, status: str, *, reason: str = "", revision: int | None = None
) -> Reservation:
    """Moves a reservation on; a refusal says why."""
    row = Reservation.objects.select_for_update(no_key=True).get(pk=reservation.pk)
    if revision is not None and revision != row.revision:
        raise Stale("reservation_changed", _("Somebody has changed this meanwhile: look at it again."))
    if status not in NEXT.get(row.status, ()):
        raise Conflict("status_not_next", _("This cannot follow what stands there now."), pointer="/status")
    if status == Status.REFUSED and not reason.strip():
        raise DomainError("reason_needed", _("Say why."), pointer="/reason")
    Reservation.objects.filter(pk=row.pk).update(
        status=status,
        status_at=clock.now(),
        reason=reason.strip()[:300],
        revision=F("revision") + 1,
        updated_at=clock.now(),
    )
    audit.record(actor, "orders.reservation.settled", row, reason=reason.strip(), before=row.status, after=status)
    news.say(events.RESERVATION_CHANGED, _ids(row), actor=actor, changed=["status"])
    row.refresh_from_db()
    return row


def expire_reservations(at_once: int = 500) -> int:
    """Ends what was put aside here and was not fetched by its day; returns how many. What travels arrives first, and
    reservations of another book end when that book says so.
    """
    over = Reservation.objects.open().filter(client=None, until__lt=clock.now()).exclude(status=Status.MOVING)
    ended = 0
    for row in over.order_by("until", "pk")[:at_once]:
        try:
            settle_reservation(EXPIRY, row, Status.EXPIRED, revision=row.revision)
        except DomainError:  # somebody was at it at this moment: the next run looks again
            continue
        ended += 1
    return ended


def next_of(row: Reservation) -> list[Status]:
    """What people may do with it now; a thing that goes nowhere does not move."""
    return [status for status in NEXT.get(row.status, ()) if status != Status.MOVING or row.to_salon_id]


def _until(until: dt.datetime | None) -> dt.datetime:
    now = clock.now()
    if until is None:
        return now + dt.timedelta(days=DAYS)
    if not now < until <= now + LONGEST:
        raise DomainError("until_wrong", _("Choose a day within the next thirty."), pointer="/until")
    return until


def _check_free(product: Product, salon: Salon, qty: Decimal) -> None:
    free = next((shelf.free for shelf in shelves_of(product) if shelf.salon.pk == salon.pk), Decimal(0))
    if qty <= 0 or qty > free:
        raise Conflict("nothing_free", _("So many are not free in that salon any more."), pointer="/qty")


def _ids(row: Reservation) -> dict[str, Any]:
    return {"reservation": row.pk, "card": row.card_id}
