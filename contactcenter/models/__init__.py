"""Facts of human care: service tickets with their stages, promises, terms and links."""

from contactcenter.models.changes import StageChange
from contactcenter.models.links import StatusLink
from contactcenter.models.terms import LegalTerm, StageTerm
from contactcenter.models.tickets import Ticket, TicketPromise

__all__ = ["LegalTerm", "StageChange", "StageTerm", "StatusLink", "Ticket", "TicketPromise"]
