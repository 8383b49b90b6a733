"""Faces of the stages of tickets, and of calls."""

from django.utils.translation import gettext_lazy as _

from contactcenter.models import Comparison, Recording
from contactcenter.models.tickets import TicketStage
from optics_crm.core.badges import Status, add_choices, add_family

add_choices(
    "ticket",
    TicketStage,
    {
        "accepted": ("grey", "inbox"),
        "sent_to_workshop": ("blue", "truck-delivery"),
        "diagnosed": ("blue", "stethoscope"),
        "awaiting_client_approval": ("amber", "user-question"),
        "awaiting_parts": ("amber", "package"),
        "in_repair": ("blue", "tool"),
        "quality_check": ("teal", "checkup-list"),
        "in_transit": ("blue", "truck-delivery"),
        "ready": ("green", "circle-check"),
        "client_notified": ("green", "bell-ringing"),
        "issued": ("green", "checks"),
        "refused": ("red", "ban"),
        "closed": ("grey", "archive"),
    },
)
add_choices(
    "recording",
    Recording.State,
    {
        "waiting": ("blue", "clock"),
        "fetched": ("green", "microphone"),
        "failed": ("red", "alert-circle"),
        "forgotten": ("grey", "trash"),
    },
)
add_choices(
    "comparison",
    Comparison.State,
    {"running": ("blue", "loader-2"), "done": ("green", "check"), "failed": ("red", "alert-circle")},
)
# a call as it is read: its state, and once it has ended what became of it
add_family(
    "call",
    {
        "ringing": Status(_("ringing"), "blue", "bell-ringing"),
        "talking": Status(_("talking"), "teal", "headset"),
        "answered": Status(_("answered"), "green", "phone-check"),
        "self_served": Status(_("served by the menu"), "green", "robot"),
        "missed": Status(_("missed"), "red", "phone-x"),
        "voicemail": Status(_("voice message"), "amber", "microphone"),
        "not_reached": Status(_("not reached"), "grey", "phone-off"),
    },
)
add_family(
    "call_review",
    {
        "waiting": Status(_("waits for a review"), "amber", "clock"),
        "done": Status(_("reviewed"), "green", "circle-check"),
        "skipped": Status(_("cannot be reviewed"), "grey", "ban"),
    },
)
# what an operator does: a state, or what the calls say
add_family(
    "operator",
    {
        "free": Status(_("free"), "green", "circle-check"),
        "talking": Status(_("talking"), "teal", "headset"),
        "ringing": Status(_("ringing"), "blue", "bell-ringing"),
        "after_call": Status(_("after-call work"), "amber", "pencil"),
        "busy": Status(_("busy"), "violet", "clock"),
        "break": Status(_("on a break"), "grey", "player-pause"),
        "away": Status(_("away"), "grey", "logout"),
    },
)
# a call as it lies on the operator's desk
add_family(
    "desk",
    {
        "ringing": Status(_("ringing"), "blue", "bell-ringing"),
        "transfer": Status(_("handed to you"), "violet", "arrow-forward-up"),
        "talking": Status(_("talking"), "teal", "headset"),
        "after": Status(_("to be finished"), "amber", "pencil"),
        "missed": Status(_("missed"), "red", "phone-x"),
        "opened": Status(_("looked at"), "grey", "eye"),
    },
)
