"""What can be done with service tickets."""

from django.utils.translation import gettext_lazy as _

from optics_crm.core.permissions import capability

capability(
    "tickets.view",
    _("see service tickets"),
    [
        "consultant",
        "doctor",
        "salon_manager",
        "receptionist",
        "operator",
        "supervisor",
        "workshop",
        "logistics",
        "shop_manager",
        "privacy",
    ],
)
