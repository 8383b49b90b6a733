"""Links by which a client looks at the state of a ticket or an order without a login."""

from django.db import models
from django.db.models import Q

from contactcenter.models.tickets import Ticket
from optics_crm.core.models import Employee
from optics_crm.core.models.base import Dated, Identified
from orders.models import Order


class StatusLink(Identified, Dated):
    """One link. Only the hash of its token is kept; past `expires_at` it says what an unknown one says."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, blank=True, related_name="links")
    order = models.ForeignKey(Order, models.CASCADE, null=True, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    author = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket__isnull=True, order__isnull=False) | Q(ticket__isnull=False, order__isnull=True),
                name="status_link_opens_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
