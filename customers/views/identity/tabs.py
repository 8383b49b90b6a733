"""The tabs over the pages about identity."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from customers.identity import queue
from optics_crm.core.permissions import can


def tabs(user: Any, current: str) -> list[dict[str, Any]]:
    """The pages that this user may open."""
    shown = []
    if can(user, queue.PROPOSE):
        waiting = queue.open_for(user).count()
        shown.append(_tab("queue", _("Questions"), "list-check", "customers:identity", waiting))
        shown.append(_tab("journal", _("Decisions"), "history", "customers:identity_journal"))
    if can(user, "identity.health"):
        shown.append(_tab("health", _("Base health"), "heartbeat", "customers:identity_health"))
    if can(user, "identity.import"):
        shown.append(_tab("import", _("Before an import"), "upload", "customers:identity_import"))
    return [{**tab, "current": tab["key"] == current} for tab in shown]


def _tab(key: str, label: str, icon: str, address: str, count: int | None = None) -> dict[str, Any]:
    return {"key": key, "label": label, "icon": icon, "url": reverse(address), "count": count}
