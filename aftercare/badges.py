"""Faces of the states of messages, campaigns and enrolments."""

from django.utils.translation import gettext_lazy as _

from aftercare.models import Campaign, CampaignVersion, Enrolment, Message
from optics_crm.core.badges import Status, add_choices, add_family

add_choices(
    "message",
    Message.State,
    {
        "queued": ("grey", "clock"),
        "leased": ("blue", "send"),
        "accepted": ("blue", "check"),
        "delivered": ("green", "checks"),
        "failed": ("red", "circle-x"),
        "expired": ("amber", "hourglass"),
        "cancelled": ("grey", "ban"),
        "unknown": ("amber", "help-circle"),
    },
)
add_choices(
    "campaign",
    Campaign.Status,
    {"draft": ("grey", "pencil"), "active": ("green", "player-play"), "stopped": ("red", "player-stop")},
)
add_choices(
    "campaign_version",
    CampaignVersion.Status,
    {
        "draft": ("grey", "pencil"),
        "submitted": ("amber", "clock-pause"),
        "approved": ("green", "circle-check"),
        "retired": ("grey", "history"),
        "rejected": ("red", "arrow-back-up"),
    },
)
add_choices(
    "enrolment",
    Enrolment.State,
    {"active": ("blue", "route"), "done": ("green", "circle-check"), "exited": ("grey", "door-exit")},
)
# how an occasion ended on a day: `aftercare.explain`
add_family(
    "verdict",
    {
        "message": Status(_("message"), "green", "send"),
        "joined": Status(_("in another's message"), "teal", "users"),
        "control": Status(_("hold-out"), "violet", "scale"),
        "silent": Status(_("no message"), "grey", "message-off"),
    },
)
