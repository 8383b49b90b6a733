"""Facts of human care: calls; service tickets with their stages, promises, terms and links."""

from contactcenter.models.calls import Call, CallEvent, CallLeg, HookBody, ProviderClock
from contactcenter.models.changes import StageChange
from contactcenter.models.links import StatusLink
from contactcenter.models.terms import LegalTerm, StageTerm
from contactcenter.models.tickets import Ticket, TicketPromise

__all__ = [
    "Call",
    "CallEvent",
    "CallLeg",
    "HookBody",
    "LegalTerm",
    "ProviderClock",
    "StageChange",
    "StageTerm",
    "StatusLink",
    "Ticket",
    "TicketPromise",
]
