"""Links by which a client sees the state of a ticket or an order without a login: of their 128 bits a hash is kept.

An unknown link and an expired one say the same, so that nobody learns which numbers exist by trying.
"""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import transaction

from contactcenter.answers import Answer, answer_of, answer_of_order
from contactcenter.models import StatusLink, Ticket
from optics_crm.core import audit, clock
from optics_crm.core.models import Employee
from orders.models import Order

TOKEN_BYTES = 16
LIVES = dt.timedelta(days=90)
OF_ORDER = ("order__salon", "order__delivery_salon", "order__joined_into__salon", "order__joined_into__delivery_salon")


def hash_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make(actor: Any, thing: Ticket | Order) -> str:
    """A new link for the client; its address is known to whoever gets it, and to nobody afterwards."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = StatusLink.objects.create(
        ticket=thing if isinstance(thing, Ticket) else None,
        order=thing if isinstance(thing, Order) else None,
        token_hash=hash_of(token),
        expires_at=clock.now() + LIVES,
        author=actor if isinstance(actor, Employee) else None,
    )
    audit.record(actor, f"contactcenter.{thing._meta.model_name}.link_made", thing, link=str(link.pk))
    return f"{settings.PUBLIC_URL}/t/{token}/"


def answer_behind(token: str) -> Answer | None:
    """The one line of what the token opens; None for an unknown or expired one, or where the thing was deleted."""
    links = StatusLink.objects.filter(token_hash=hash_of(token), expires_at__gt=clock.now())
    link = links.select_related("ticket__salon", *OF_ORDER).first()
    if link is None:
        return None
    if link.ticket is not None:
        return answer_of(link.ticket) if link.ticket.deleted_at is None else None
    assert link.order is not None  # by the table's constraint
    order = link.order.joined_into or link.order
    return answer_of_order(order) if order.deleted_at is None else None


def forget_expired() -> int:
    """Removes links that open nothing any more."""
    return StatusLink.objects.filter(expires_at__lte=clock.now()).delete()[0]
