"""Settling by hand: a person found out what became of a message whose outcome nobody knew."""

from typing import Any, Literal

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from aftercare.models import Message
from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee

Outcome = Literal["sent", "not_sent"]
REASON_LENGTH = 300  # signs that the journal keeps

# the state that each outcome gives, and the word that stays on the message
ENDS: dict[Outcome, tuple[str, str]] = {
    "sent": ("accepted", "settled_sent"),
    "not_sent": ("failed", "settled_not_sent"),
}


@transaction.atomic
def settle(actor: Employee, message: Message, outcome: Outcome, reason: str) -> Message:
    """Ends an `unknown` message as the actor knows it ended: `sent` -> accepted, `not_sent` -> failed.

    Nothing is ever sent again by this; a later receipt still moves the message up. `reason` says how the actor knows
    (required, kept in the journal with the outcome). The fence rises, so that a sweep that is asking the provider about
    it meanwhile changes nothing. Raises DomainError (`no_reason`, `outcome`) and Conflict (`message_state`) when the
    message is not `unknown` any more. Returns the message as it stands.
    """
    if outcome not in ENDS:
        raise DomainError("outcome", _("Say whether the message was sent or not."), pointer="/outcome")
    words = reason.strip()[:REASON_LENGTH]
    if not words:
        raise DomainError("no_reason", _("Say how you know it."), pointer="/reason")
    state, end = ENDS[outcome]
    values: dict[str, Any] = {"state": state, "reason": end, "next_check_at": None, "fence": F("fence") + 1}
    if outcome == "sent":
        values["accepted_at"] = Coalesce("accepted_at", "submitted_at", clock.now())
    changed = Message.objects.filter(pk=message.pk, state=Message.State.UNKNOWN).update(**values)
    if not changed:
        raise Conflict("message_state", _("The outcome of this message is known already."))
    audit.record(actor, "aftercare.message.settled", message, reason=words, outcome=outcome)
    message.refresh_from_db()
    return message
