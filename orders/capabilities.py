"""What can be done with purchases, certificates and the free-service right."""

from django.utils.translation import gettext_lazy as _

from optics_crm.core.permissions import capability

capability(
    "purchases.view",
    _("see purchases"),
    ["consultant", "salon_manager", "receptionist", "operator", "supervisor", "shop_manager"],
)
capability(
    "catalogue.view", _("see the catalogue"), ["consultant", "salon_manager", "receptionist", "shop_manager"]
)
capability(
    "certificates.use",
    _("look certificates up and mark them used"),
    ["consultant", "salon_manager", "receptionist", "supervisor", "shop_manager"],
)
capability(
    "entitlements.use",
    _("record a free service"),
    ["consultant", "salon_manager", "receptionist", "workshop"],
)
