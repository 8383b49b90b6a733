"""What this floor shows in a dossier: why a message came, or did not."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.explain import explain
from customers.dossier import Dossier, panel


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
