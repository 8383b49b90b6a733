"""Facts of human care: service tickets."""

from contactcenter.models.tickets import StageChange, Ticket

__all__ = ["StageChange", "Ticket"]
