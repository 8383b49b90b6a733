"""What this floor shows in a dossier: why a message came, or did not."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare import survey_panels  # noqa: F401  # its doors and enclosures
from aftercare.explain import explain
from aftercare.models import Message
from customers.dossier import Dossier, Line, Look, panel, timeline_source
from optics_crm.core import badges
from optics_crm.core.permissions import can


@panel(
    "aftercare.why",
    _("Why did a message (not) come today"),
    "message-question",
    place="right",
    order=70,
    capability="messages.explain",
    template="aftercare/_why.html",
    lazy=True,
)
def why(dossier: Dossier) -> Mapping[str, Any] | None:
    """Every running campaign for the person as of today; those without an occasion stand folded."""
    told = explain(dossier.person, dossier.today)
    if not told:
        return None
    return {
        "considered": [one for one in told if one.verdict != "not_eligible"],
        "without_occasion": [one for one in told if one.verdict == "not_eligible"],
    }


@timeline_source("message", _("Messages"), "message", capability="customers.view")
def messages(look: Look) -> Iterator[Line]:
    """What went, or was meant to go, to these people: the words only for those who may explain them."""
    rows = Message.objects.filter(person__in=look.persons).select_related("campaign", "sending").order_by("-planned_at")
    rows = rows.filter(planned_at__lt=look.before) if look.before else rows
    opens = can(look.user, "messages.view")
    for row in rows[: look.limit]:
        face = badges.status_of("message", row.standing)
        yield Line(
            row.planned_at,
            row.campaign.name if row.campaign else _("Service notice"),
            face.icon,
            face.label,
            face.colour,
            person=row.person_id,
            url=reverse("aftercare:message", args=[row.pk]) if opens else "",
        )
