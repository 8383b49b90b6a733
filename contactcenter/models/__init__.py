"""Facts of human care: calls and the contact centre's hours; service tickets with their stages, promises, terms."""

from contactcenter.models.calls import Call, CallEvent, CallLeg, HookBody, ProviderClock
from contactcenter.models.centre import CentreDay, CentreHours, PromiseTerm
from contactcenter.models.changes import StageChange
from contactcenter.models.escalations import Escalation, EscalationWord
from contactcenter.models.links import StatusLink
from contactcenter.models.terms import LegalTerm, StageTerm
from contactcenter.models.tickets import Ticket, TicketPromise

__all__ = [
    "Call",
    "CallEvent",
    "CallLeg",
    "CentreDay",
    "CentreHours",
    "Escalation",
    "EscalationWord",
    "HookBody",
    "LegalTerm",
    "PromiseTerm",
    "ProviderClock",
    "StageChange",
    "StageTerm",
    "StatusLink",
    "Ticket",
    "TicketPromise",
]
