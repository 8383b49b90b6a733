"""Faces of the states of purchases and certificates."""

from optics_crm.core.badges import add_choices
from orders.models import Certificate, Purchase

add_choices("purchase", Purchase.Kind, {"sale": ("green", "shopping-bag"), "return": ("amber", "receipt-refund")})
add_choices(
    "certificate",
    Certificate.Status,
    {
        "issued": ("blue", "gift"),
        "used": ("green", "circle-check"),
        "expired": ("grey", "calendar-off"),
        "cancelled": ("grey", "ban"),
    },
)
