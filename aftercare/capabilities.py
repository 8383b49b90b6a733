"""What can be done with segments, campaigns and messages."""

from django.utils.translation import gettext_lazy as _

from optics_crm.core.permissions import capability

capability(
    "lifecycle.view",
    _("see the life cycle of clients"),
    ["marketer", "approver", "director", "salon_manager"],
)
capability("segments.count", _("count segments"), ["marketer", "approver", "director"])
capability("campaigns.view", _("see campaigns"), ["marketer", "approver", "director", "privacy", "admin"])
capability("campaigns.edit", _("write campaigns"), ["marketer"])
capability("campaigns.approve", _("approve campaigns"), ["approver"])
capability("campaigns.stop", _("stop campaigns"), ["marketer", "approver", "privacy", "director", "admin"])
capability(
    "messages.view",
    _("see messages and why they were sent"),
    ["marketer", "approver", "privacy", "supervisor"],
)
capability(
    "messages.explain",
    _("see why a client did or did not get a message"),
    ["consultant", "salon_manager", "receptionist", "operator", "supervisor", "privacy"],
)
capability("messages.settle", _("say what became of a message"), ["supervisor", "privacy"])
capability(
    "surveys.view",
    _("see what clients say in surveys"),
    ["supervisor", "salon_manager", "medical_head", "director", "marketer"],
)
capability(
    "surveys.ask",
    _("ask clients the questions of a survey"),
    ["operator", "supervisor", "consultant", "salon_manager", "receptionist"],
)
