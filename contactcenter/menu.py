"""Entries of this floor in the rail."""

from django.utils.translation import gettext_lazy as _

from contactcenter.models import Ticket
from optics_crm.core.menu import Entry, add_entry
from optics_crm.core.models import Employee


def waiting(user: Employee) -> int:
    """Open tickets that the user answers for."""
    return Ticket.objects.of(user).open().count()


add_entry(Entry("tickets", _("Tickets"), "tool", "contactcenter:tickets", "tickets.view", count=waiting, order=22))
