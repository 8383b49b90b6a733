"""Faces of the stages of tickets."""

from contactcenter.models.tickets import TicketStage
from optics_crm.core.badges import add_choices

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
