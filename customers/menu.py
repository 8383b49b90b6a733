"""Entries of this floor in the rail."""

from django.utils.translation import gettext_lazy as _

from customers.identity import queue
from customers.models import FollowUp
from optics_crm.core.menu import Entry, add_entry
from optics_crm.core.models import Employee


def promises(user: Employee) -> int:
    """What the user is to keep, and late promises of the user's people."""
    mine = FollowUp.objects.waiting_for(user)
    return (mine | FollowUp.objects.late_under(user)).distinct().count()


add_entry(Entry("customers", _("Customers"), "users", "customers:list", "customers.view", order=10))
add_entry(
    Entry("followups", _("Promises"), "phone-call", "customers:followups", "followups.view", count=promises, order=12)
)
add_entry(
    Entry("appointments", _("Appointments"), "calendar-event", "customers:appointments", "appointments.view", order=16)
)
add_entry(
    Entry(
        "identity", _("Identity"), "users-group", "customers:identity", "identity.decide", count=queue.waiting, order=14
    )
)
# for those who look after the base and answer no questions about it
add_entry(
    Entry(
        "base_health",
        _("Base health"),
        "heartbeat",
        "customers:identity_health",
        "identity.health",
        order=15,
        roles=frozenset({"privacy", "director", "admin"}),
    )
)
