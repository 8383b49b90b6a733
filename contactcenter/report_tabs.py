"""The pages about the contact centre's work, as tabs: an entry whose page the user may not open is not shown."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from optics_crm.core.permissions import can
from optics_crm.core.registry import Registry


@dataclass(frozen=True)
class ReportPage:
    """A page of the reports."""

    key: str
    label: str | Promise
    icon: str
    capability: str


REPORTS: Registry[ReportPage] = Registry("reports of the contact centre")

for _page in (
    ReportPage("live_calls", _("Now"), "activity", "calls.live"),
    ReportPage("figures", _("Figures"), "chart-bar", "figures.view"),
    ReportPage("reason_report", _("Reasons"), "tags", "figures.view"),
    ReportPage("week", _("Question of the week"), "message-question", "figures.view"),
    ReportPage("shifts", _("Shifts"), "calendar-time", "figures.view"),
    ReportPage("reviews", _("Reviews of talks"), "clipboard-check", "reviews.view"),
    ReportPage("review_results", _("Results of reviews"), "star", "reviews.results"),
):
    REPORTS.add(_page.key, _page)


def tabs_for(user: Any, current: str) -> list[dict[str, Any]]:
    """The tabs of a page of the reports."""
    return [
        {
            "label": page.label,
            "url": reverse(f"contactcenter:{page.key}"),
            "current": page.key == current,
            "icon": page.icon,
        }
        for page in REPORTS
        if can(user, page.capability)
    ]
