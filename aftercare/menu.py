"""Entries of this floor in the rail."""

from django.utils.translation import gettext_lazy as _

from aftercare.models import CampaignVersion, Message
from optics_crm.core.menu import Entry, add_entry
from optics_crm.core.models import Employee
from optics_crm.core.permissions import can


def waiting_versions(user: Employee) -> int:
    """Versions that wait for this user's approval."""
    if not can(user, "campaigns.approve"):
        return 0
    return CampaignVersion.objects.filter(status="submitted").exclude(author=user).count()


add_entry(
    Entry(
        "campaigns",
        _("Campaigns"),
        "speakerphone",
        "aftercare:campaigns",
        "campaigns.view",
        count=waiting_versions,
        order=30,
    )
)


def unsettled_messages(user: Employee) -> int:
    """Messages whose outcome nobody knows."""
    return Message.objects.visible_to(user).unsettled().count()


add_entry(
    Entry(
        "messages",
        _("Messages"),
        "messages",
        "aftercare:messages",
        "messages.view",
        count=unsettled_messages,
        order=34,
    )
)
add_entry(Entry("lifecycle", _("Life cycle"), "route", "aftercare:lifecycle", "lifecycle.view", order=32))
add_entry(Entry("surveys", _("Surveys"), "star", "aftercare:surveys", "surveys.view", order=36))
