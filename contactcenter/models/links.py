"""Links by which a client looks at the state of a ticket or an order without a login."""

from django.db import models

from contactcenter.models.tickets import Ticket
from optics_crm.core.models import Employee
from optics_crm.core.models.base import Dated, Identified


class StatusLink(Identified, Dated):
    """One link. Only the hash of its token is kept; past `expires_at` it says what an unknown one says."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    author = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    def __str__(self) -> str:
        return str(self.pk)
