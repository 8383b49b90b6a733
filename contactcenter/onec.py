"""Kinds of the exchange that belong to this floor; each has its file beside this one."""

from contactcenter.onec_change import StageChangeKind
from contactcenter.onec_ticket import ServiceTicketKind

__all__ = ["ServiceTicketKind", "StageChangeKind"]
