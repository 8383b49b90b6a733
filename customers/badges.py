"""Statuses of this floor as people see them."""

from django.utils.translation import gettext_lazy as _

from customers.models.appointments import AppointmentStatus
from optics_crm.core.badges import Status, add_choices, add_family

add_family(
    "consent",
    {
        "given": Status(_("given"), "green", "check"),
        "withdrawn": Status(_("withdrawn"), "red", "hand-stop"),
        "declined": Status(_("declined"), "red", "x"),
        "none": Status(_("not asked yet"), "grey", "circle-dashed"),
    },
)
add_family(
    "ads",
    {
        "yes": Status(_("allowed"), "green", "check"),
        "no": Status(_("no consent"), "grey", "circle-dashed"),
        "refused": Status(_("refused by the client"), "red", "hand-stop"),
    },
)
add_family(
    "prescription",
    {
        "active": Status(_("active"), "green", "circle-check"),
        "expired": Status(_("term is over"), "amber", "clock-exclamation"),
        "superseded": Status(_("superseded"), "grey", "history"),
    },
)
add_choices(
    "appointment",
    AppointmentStatus,
    {
        "booked": ("blue", "calendar-event"),
        "confirmed": ("teal", "calendar-check"),
        "arrived": ("violet", "door-enter"),
        "done": ("green", "circle-check"),
        "no_show": ("red", "user-question"),
        "cancelled": ("grey", "calendar-off"),
    },
)
# to whom the lateness of a promise was told: steps of customers.followup_ladder
add_family(
    "ladder",
    {
        "1": Status(_("escalated"), "amber", "alert-triangle"),
        "2": Status(_("escalated twice"), "red", "alert-octagon"),
    },
)
add_family(
    "followup",
    {
        "open": Status(_("open"), "blue", "clock"),
        "answered": Status(_("answered: tell the client"), "violet", "message-check"),
        "closed": Status(_("closed"), "green", "circle-check"),
    },
)
add_family(
    "recommendation",
    {
        "open": Status(_("open"), "blue", "bulb"),
        "bought": Status(_("bought"), "green", "shopping-bag"),
        "bought_elsewhere": Status(_("bought elsewhere"), "grey", "shopping-cart"),
        "declined": Status(_("declined"), "grey", "x"),
        "expired": Status(_("expired"), "grey", "clock"),
    },
)
add_family(
    "proposal",
    {
        "open": Status(_("open"), "blue", "user-question"),
        "accepted": Status(_("accepted"), "green", "check"),
        "refused": Status(_("refused"), "grey", "x"),
        "obsolete": Status(_("settled otherwise"), "grey", "circle-dashed"),
    },
)
add_family(
    "certainty",
    {
        "certain": Status(_("certain"), "green", "checks"),
        "likely": Status(_("likely"), "teal", "check"),
        "unsure": Status(_("unsure"), "amber", "help-circle"),
    },
)
