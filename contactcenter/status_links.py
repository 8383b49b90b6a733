"""Links by which a client sees the state of a ticket without a login: 128 bits, of which only a hash is kept.

An unknown link and an expired one say the same, so that nobody learns which numbers exist by trying.
"""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import transaction

from contactcenter.answers import Answer, answer_of
from contactcenter.models import StatusLink, Ticket
from optics_crm.core import audit, clock
from optics_crm.core.models import Employee

TOKEN_BYTES = 16
LIVES = dt.timedelta(days=90)


def hash_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make(actor: Any, ticket: Ticket) -> str:
    """A new link for the client; its address is known to whoever gets it, and to nobody afterwards."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = StatusLink.objects.create(
        ticket=ticket,
        token_hash=hash_of(token),
        expires_at=clock.now() + LIVES,
        author=actor if isinstance(actor, Employee) else None,
    )
    audit.record(actor, "contactcenter.ticket.link_made", ticket, link=str(link.pk))
    return f"{settings.PUBLIC_URL}/t/{token}/"


def answer_behind(token: str) -> Answer | None:
    """The one line of the ticket that the token opens; None for an unknown or expired one, or a deleted ticket."""
    link = (
        StatusLink.objects.filter(token_hash=hash_of(token), expires_at__gt=clock.now())
        .filter(ticket__deleted_at__isnull=True)
        .select_related("ticket__salon")
        .first()
    )
    return answer_of(link.ticket) if link else None


def forget_expired() -> int:
    """Removes links that open nothing any more."""
    return StatusLink.objects.filter(expires_at__lte=clock.now()).delete()[0]
