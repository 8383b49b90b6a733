"""What can be done with service tickets and calls (the access matrix of the trust page)."""

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
capability(
    "tickets.work",
    _("open, move and promise service tickets"),
    ["consultant", "salon_manager", "receptionist", "operator", "supervisor", "workshop", "logistics", "shop_manager"],
)
capability("calls.view", _("see the log of calls"), ["operator", "supervisor", "director"])
capability(
    "calls.lookup",
    _("see who may be calling from a number"),
    ["operator", "supervisor", "consultant", "salon_manager", "receptionist"],
)
capability("calls.work", _("take calls at the operator's screen"), ["operator", "supervisor"])
capability(
    "calls.dial",
    _("call clients by a click"),
    ["operator", "supervisor", "consultant", "salon_manager", "receptionist", "doctor"],
)
capability("calls.listen", _("listen to recorded talks"), ["supervisor", "operator"])
capability("calls.bodies", _("see what telephone exchanges sent and could not be read"), ["supervisor", "admin"])
capability("figures.view", _("see the figures of the contact centre"), ["supervisor", "director"])
capability("reviews.view", _("see reviews of one's own talks"), ["operator", "supervisor", "director"])
capability("reviews.results", _("see the reviews of everybody's talks"), ["supervisor", "director"])
capability("reviews.work", _("judge talks, change the sheet"), ["supervisor"])
capability("calls.live", _("see who talks with whom now"), ["supervisor", "director"])
capability("wallboard.view", _("show the board of the contact centre"), ["operator", "supervisor", "director"])
capability("week.ask", _("ask clients a question of the week"), ["supervisor", "director"])
capability("reasons.edit", _("edit the list of reasons of contact"), ["supervisor"])
