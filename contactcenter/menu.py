"""Entries of this floor in the rail."""

from django.utils.translation import gettext_lazy as _

from contactcenter.models import Ticket
from customers.models import FollowUp
from optics_crm.core.menu import Entry, add_entry
from optics_crm.core.models import Employee


def waiting(user: Employee) -> int:
    """Open tickets that the user answers for."""
    return Ticket.objects.of(user).open().count()


add_entry(Entry("tickets", _("Tickets"), "tool", "contactcenter:tickets", "tickets.view", count=waiting, order=22))


def owed(user: Employee) -> int:
    """Clients who called in vain and wait for the user, or for anybody of the contact centre."""
    return FollowUp.objects.waiting_for(user).filter(kind__in=("callback", "voicemail")).count()


add_entry(Entry("screen", _("Operator's screen"), "headset", "contactcenter:screen", "calls.work", order=5))
add_entry(Entry("calls", _("Calls"), "phone", "contactcenter:calls", "calls.view", count=owed, order=12))
add_entry(
    Entry(
        "unread_requests",
        _("Telephony requests"),
        "mailbox",
        "contactcenter:unread",
        "calls.bodies",
        order=60,
        roles=frozenset({"admin"}),
    )
)
add_entry(Entry("figures", _("Figures of calls"), "chart-bar", "contactcenter:figures", "figures.view", order=13))
