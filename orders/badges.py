"""Statuses of this floor as people see them."""

from django.utils.translation import gettext_lazy as _

from optics_crm.core.badges import Status, add_choices, add_family
from orders.models import Reservation
from orders.statuses import TABLE

add_family(
    "certificate",
    {
        "issued": Status(_("valid"), "green", "gift"),
        "used": Status(_("used"), "grey", "check"),
        "expired": Status(_("term is over"), "amber", "clock-exclamation"),
        "cancelled": Status(_("cancelled"), "grey", "ban"),
    },
)
add_family(
    "entitlement",
    {
        "valid": Status(_("valid"), "green", "shield-check"),
        "ending": Status(_("ends soon"), "amber", "clock-exclamation"),
        "over": Status(_("over"), "grey", "shield-off"),
    },
)
add_family(
    "purchase",
    {
        "sale": Status(_("sale"), "blue", "shopping-bag"),
        "return": Status(_("return"), "red", "receipt-refund"),
        "medical": Status(_("medical glasses"), "teal", "eyeglass"),
        "returned": Status(_("returned"), "grey", "receipt-refund"),
    },
)
add_family("order", {one.code: Status(one.label, one.colour, one.icon) for one in TABLE})
add_choices(
    "reservation",
    Reservation.Status,
    {
        "requested": ("amber", "clock"),
        "confirmed": ("green", "bookmark"),
        "refused": ("red", "circle-x"),
        "moving": ("teal", "truck-delivery"),
        "arrived": ("green", "package"),
        "sold": ("grey", "check"),
        "expired": ("grey", "clock-exclamation"),
    },
)
