"""The tickets of this floor on the first page."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contactcenter.calls import exchange_alarms
from contactcenter.desk.states import own_state
from contactcenter.flows import FLOWS
from contactcenter.kpis.today import today_of
from contactcenter.models import Ticket
from optics_crm.core import formats
from optics_crm.core.home import Panel, WorkItem, WorkSource, add_panel, add_work
from optics_crm.core.models import Employee
from optics_crm.core.permissions import can


def items(user: Employee, limit: int) -> Iterator[WorkItem]:
    """What the user answers for and what has a clock that runs, the most urgent first."""
    rows = Ticket.objects.of(user).open().filter(stage_due_at__isnull=False, is_paused=False)
    opens_people = can(user, "customers.view")
    for row in rows.select_related("card__person", "owner").order_by("stage_due_at", "pk")[:limit]:
        url, person = reverse("contactcenter:ticket", args=[row.pk]), row.card.person
        assert row.stage_due_at is not None
        yield WorkItem(
            due=row.stage_due_at,
            start=row.stage_at,
            who=person.full_name if opens_people else formats.short_name(person.full_name),
            who_url=reverse("customers:person", args=[person.pk]) if opens_people else url,
            what=f"{row.number}: {row.get_stage_display()}",
            why=row.item or row.defect[:80],
            icon=FLOWS[row.kind].icon,
            action_label=_("Open"),
            action_url=url,
            owner=formats.short_name(row.owner.full_name) if row.owner else "",
        )


def count(user: Employee) -> int:
    return Ticket.objects.of(user).open().filter(stage_due_at__isnull=False, is_paused=False).count()


add_work(WorkSource("tickets", _("Tickets"), "tool", "tickets.view", items, count))


def exchanges(user: Employee) -> Mapping[str, Any] | None:
    """What is wrong with the telephone exchanges; nothing while all is well."""
    alarms = exchange_alarms.standing()
    return {"alarms": alarms, "url": reverse("contactcenter:reconcile")} if alarms else None


add_panel(
    Panel(
        "exchange_alarms",
        _("Telephone exchanges"),
        "alert-triangle",
        "calls/_home_alarms.html",
        "calls.bodies",
        exchanges,
        order=1,
        wide=True,
    )
)


def own_screen(user: Employee) -> Mapping[str, Any]:
    """Whether the operator takes calls now, and the way to where they open."""
    return {"me": own_state(user)}


def figures_today(user: Employee) -> Mapping[str, Any]:
    """How the contact centre's day goes."""
    return {
        "today": today_of().whole,
        "url": reverse("contactcenter:figures"),
        "now": reverse("contactcenter:live_calls"),
    }


add_panel(
    Panel(
        "screen",
        _("Operator's screen"),
        "headset",
        "desk/_home.html",
        "calls.work",
        own_screen,
        order=0,
        wide=True,
        roles=frozenset({"operator"}),
    )
)
add_panel(
    Panel(
        "figures_today",
        _("The contact centre today"),
        "chart-bar",
        "figures/_home.html",
        "figures.view",
        figures_today,
        order=5,
        wide=True,
    )
)
